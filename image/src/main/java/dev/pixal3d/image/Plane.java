// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * One channel of numbers over a picture, rows from the top. The 2-D kernels work on it; a kernel never changes its
 * input.
 *
 * @param values
 *            length width * height
 */
public record Plane(int width, int height, float[] values) {
    public Plane(int width, int height) { this(width, height, new float[width * height]); }

    public float at(int x, int y) { return values[y * width + x]; }
}
