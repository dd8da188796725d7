// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * Swaps rows and columns tile by tile. The separable kernels filter rows, swap, filter rows and swap: writing columns
 * directly misses the cache on every sample when the width is a power of two.
 */
final class Transpose {
    private static final int TILE = 16;

    private Transpose() {}

    /** {@code height} rows of {@code width} become {@code width} rows of {@code height}. */
    static float[] of(float[] in, int width, int height) {
        float[] out = new float[in.length];
        for (int y0 = 0; y0 < height; y0 += TILE) {
            int y1 = Math.min(height, y0 + TILE);
            for (int x0 = 0; x0 < width; x0 += TILE) {
                int x1 = Math.min(width, x0 + TILE);
                for (int x = x0; x < x1; x++) { for (int y = y0; y < y1; y++) out[x * height + y] = in[y * width + x]; }
            }
        }
        return out;
    }
}
