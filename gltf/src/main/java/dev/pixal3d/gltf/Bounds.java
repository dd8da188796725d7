// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.util.Arrays;

/**
 * Smallest and largest value of each component of some vectors.
 *
 * @param low
 *            positive infinity where there is no vector
 * @param high
 *            negative infinity where there is no vector
 */
public record Bounds(float[] low, float[] high) {
    /**
     * Of vectors that follow each other.
     *
     * @param width
     *            components of a vector
     */
    public static Bounds of(float[] values, int width) {
        float[] low = new float[width], high = new float[width];
        Arrays.fill(low, Float.POSITIVE_INFINITY);
        Arrays.fill(high, Float.NEGATIVE_INFINITY);
        for (int i = 0; i < values.length; i++) {
            low[i % width] = Math.min(low[i % width], values[i]);
            high[i % width] = Math.max(high[i % width], values[i]);
        }
        return new Bounds(low, high);
    }
}
