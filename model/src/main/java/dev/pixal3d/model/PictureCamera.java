// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * A picture's camera, which sees the cube [-1, 1]^3 / (2 meshScale): x to the right of the front picture, y up, z
 * towards its viewer.
 *
 * @param angleX
 *            horizontal field of view in radians
 * @param meshScale
 *            divisor of the cube
 */
public record PictureCamera(double angleX, CameraPose pose, double meshScale) {
    /** In front of the cube, at (0, 0, distance). */
    public PictureCamera(double angleX, double distance, double meshScale) {
        this(angleX, CameraPose.front(distance), meshScale);
    }

    /** From the cube's centre. */
    public double distance() { return pose.distance(); }
}
