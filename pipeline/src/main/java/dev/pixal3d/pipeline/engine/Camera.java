// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

/**
 * The picture's camera in the O-Voxel frame: at (0, 0, distance) looking to -z, y up.
 *
 * @param angleX
 *            horizontal field of view in radians
 * @param distance
 *            from the origin, in units of the model cube's side
 * @param meshScale
 *            the request's mesh_scale
 */
public record Camera(double angleX, double distance, double meshScale) {
    /** The camera that sees the plane z = 0 of the unit cube exactly fill the picture. */
    public static Camera fillingPlane(double angleX) {
        return new Camera(angleX, 0.5 / Math.tan(angleX / 2), 1.0);
    }
}
