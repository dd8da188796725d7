// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * The picture's camera: at (0, 0, distance) looking to -z at the cube [-1, 1]^3 / (2 meshScale), y up.
 *
 * @param angleX
 *            horizontal field of view in radians
 * @param distance
 *            from the cube's centre
 * @param meshScale
 *            divisor of the cube
 */
public record PictureCamera(double angleX, double distance, double meshScale) {}
