// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.model.PictureCamera;

/**
 * A picture of the object, and the camera that took it.
 *
 * @param picture
 *            square, opaque, the object on black
 */
record PictureView(RgbaImage picture, PictureCamera camera) {}
