// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;
import java.util.Arrays;

/**
 * Visits the texels whose centres lie in the triangles of a UV layout, rows in parallel bands. Texel (x, y) has its
 * centre at ((x + 0.5) / size, (y + 0.5) / size). Within a band triangles come in their order, so a visitor that
 * overwrites ends with the last one for any number of threads.
 */
final class UvRaster {
    /** Rows per band. */
    static final int BAND = 32;

    private UvRaster() {}

    /** Called for texels of different bands at the same time. */
    @FunctionalInterface
    interface Visitor {
        /** Texels x0 (inclusive) to x1 (exclusive) of row y are covered by the triangle. */
        void span(int triangle, int y, int x0, int x1);
    }

    /**
     * Visits all covered texels.
     *
     * @param grow
     *            texels by which each row's span is longer at both ends; negative to visit inner texels only
     */
    static void cover(float[] uvs, int[] triangles, int size, double grow, Parallel parallel, Visitor visitor) {
        int[][] bands = bands(uvs, triangles, size);
        parallel.range(bands.length, 1, (from, to) -> {
            for (int band = from; band < to; band++) {
                int top = band * BAND, bottom = Math.min(size, top + BAND);
                for (int t : bands[band]) rows(uvs, triangles, t, size, grow, top, bottom, visitor);
            }
        });
    }

    private static void rows(float[] uvs, int[] triangles, int t, int size, double grow, int top, int bottom,
            Visitor visitor) {
        int a = 2 * triangles[3 * t], b = 2 * triangles[3 * t + 1], c = 2 * triangles[3 * t + 2];
        double ax = (double) uvs[a] * size, ay = (double) uvs[a + 1] * size;
        double bx = (double) uvs[b] * size, by = (double) uvs[b + 1] * size;
        double cx = (double) uvs[c] * size, cy = (double) uvs[c + 1] * size;
        int first = Math.max(top, (int) Math.ceil(Math.min(ay, Math.min(by, cy)) - 0.5));
        int last = Math.min(bottom - 1, (int) Math.floor(Math.max(ay, Math.max(by, cy)) - 0.5));
        for (int y = first; y <= last; y++) {
            double at = y + 0.5;
            double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < 3; k++) {
                double px = k == 0 ? ax : k == 1 ? bx : cx, py = k == 0 ? ay : k == 1 ? by : cy;
                double qx = k == 0 ? bx : k == 1 ? cx : ax, qy = k == 0 ? by : k == 1 ? cy : ay;
                if (Math.min(py, qy) > at || Math.max(py, qy) < at) continue;
                double x = py == qy ? px : px + (at - py) * (qx - px) / (qy - py);
                low = Math.min(low, x);
                high = Math.max(high, x);
                if (py == qy) {
                    low = Math.min(low, qx);
                    high = Math.max(high, qx);
                }
            }
            int x0 = Math.max(0, (int) Math.ceil(low - grow - 0.5));
            int x1 = Math.min(size, (int) Math.floor(high + grow - 0.5) + 1);
            if (x0 < x1) visitor.span(t, y, x0, x1);
        }
    }

    /** For each band the triangles that reach into it, in order. */
    static int[][] bands(float[] uvs, int[] triangles, int size) {
        int[][] bands = new int[(size + BAND - 1) / BAND][16];
        int[] counts = new int[bands.length];
        for (int t = 0; t < triangles.length / 3; t++) {
            float a = uvs[2 * triangles[3 * t] + 1], b = uvs[2 * triangles[3 * t + 1] + 1];
            float c = uvs[2 * triangles[3 * t + 2] + 1];
            int first = band(Math.min(a, Math.min(b, c)) * size - 1, bands.length);
            int last = band(Math.max(a, Math.max(b, c)) * size + 1, bands.length);
            for (int i = first; i <= last; i++) {
                if (counts[i] == bands[i].length) bands[i] = Arrays.copyOf(bands[i], 2 * counts[i]);
                bands[i][counts[i]++] = t;
            }
        }
        for (int i = 0; i < bands.length; i++) bands[i] = Arrays.copyOf(bands[i], counts[i]);
        return bands;
    }

    private static int band(float row, int bands) { return Math.clamp((int) Math.floor(row / BAND), 0, bands - 1); }
}
