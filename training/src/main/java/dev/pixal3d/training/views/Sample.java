// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

/**
 * A picture of an object and what lies behind each pixel. Planes have {@link #SIZE} by {@link #SIZE} pixels, rows from
 * the top.
 *
 * @param angle
 *            field of view in radians
 * @param source
 *            which source the object is from
 * @param picture
 *            r, g, b, a of each pixel, straight alpha
 * @param covered
 *            how much of each pixel the object covers, 0 to 4 quarters
 * @param first
 *            depth (z, towards the camera) where the ray enters the object
 * @param last
 *            depth where it leaves it
 */
public record Sample(float angle, int source, byte[] picture, byte[] covered, float[] first, float[] last) {
    /** Pixels a side. */
    public static final int SIZE = 64;
    /** Pixels in all. */
    public static final int PIXELS = SIZE * SIZE;
}
