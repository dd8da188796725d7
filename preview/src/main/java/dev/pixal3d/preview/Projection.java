// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

/**
 * The way between picture and model space. The plane z = 0 of the model cube is the picture; in front of it points move
 * along the camera's rays, behind it straight back, which keeps the back inside the camera's view of the front and inside
 * the cube. A perspective back was rejected: one of 72 pictures had to be shrunk to a fifth to stay in the cube.
 *
 * @param distance
 *            of the camera from the origin
 */
record Projection(double distance) {
    /** How much smaller the picture appears at depth z. */
    double scale(double z) {
        return z >= 0 ? (distance - z) / distance : 1;
    }

    /** Picture coordinate (0 left, 1 right) of a model x. */
    double u(double x, double z) { return x / scale(z) + 0.5; }

    /** Picture coordinate (0 top, 1 bottom) of a model y. */
    double v(double y, double z) { return 0.5 - y / scale(z); }
}
