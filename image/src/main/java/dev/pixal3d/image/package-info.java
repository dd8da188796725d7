// SPDX-License-Identifier: MIT
/**
 * Pictures. In: the bytes of a file that may be hostile. Out: {@link dev.pixal3d.image.RgbaImage}, upright, 8-bit sRGB
 * with straight alpha; and files again. Between them resampling to the byte as Pillow does it, kernels on single planes
 * ({@link dev.pixal3d.image.Plane}), and cutting an object out without a network. Begin at
 * {@link dev.pixal3d.image.ImageDecoder}, then {@link dev.pixal3d.image.Matting} and
 * {@link dev.pixal3d.image.ImageEncoder}.
 */
@NullMarked
package dev.pixal3d.image;

import org.jspecify.annotations.NullMarked;
