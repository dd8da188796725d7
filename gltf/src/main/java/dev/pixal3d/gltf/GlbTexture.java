// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.image.RgbaImage;

/**
 * A texture of a file that was read.
 *
 * @param mimeType
 *            how it is stored
 * @param bytes
 *            its size in the file
 * @param repeatS
 *            whether it repeats along u; otherwise the border texel goes on
 */
public record GlbTexture(RgbaImage image, String mimeType, int bytes, boolean repeatS, boolean repeatT) {}
