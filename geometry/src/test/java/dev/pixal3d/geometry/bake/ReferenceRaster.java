// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import java.util.Arrays;

/**
 * UV rasterisation with the rules of nvdiffrast's CUDA rasteriser, which the reference bakes with: vertices snapped to
 * 1/16 texel, exact integer edge functions, top-left rule, a later triangle overwrites. Barycentric coordinates come
 * from the coordinates before snapping.
 *
 * @param face
 *            per texel the triangle, or -1
 * @param barycentrics
 *            per texel the weights of its corners, 0 where there is none, length 3 size^2
 */
record ReferenceRaster(int[] face, float[] barycentrics) {
    private static final int SUBTEXELS = 16;

    static ReferenceRaster of(float[] uvs, int[] triangles, int size) {
        int[] face = new int[size * size];
        Arrays.fill(face, -1);
        long[] p = new long[6];
        for (int t = 0; t < triangles.length / 3; t++) {
            for (int k = 0; k < 6; k++) {
                float clip = 2 * uvs[2 * triangles[3 * t + k / 2] + k % 2] - 1;
                p[k] = Math.round((clip + 1.0) * 0.5 * size * SUBTEXELS);
            }
            if (area(p) != 0) fill(p, area(p) > 0, t, size, face);
        }
        float[] weights = new float[3 * size * size];
        for (int i = 0; i < face.length; i++) { if (face[i] >= 0) weigh(uvs, triangles, face[i], size, i, weights); }
        return new ReferenceRaster(face, weights);
    }

    private static long area(long[] p) { return (p[2] - p[0]) * (p[5] - p[1]) - (p[3] - p[1]) * (p[4] - p[0]); }

    private static void fill(long[] p, boolean positive, int t, int size, int[] face) {
        int x0 = texel(Math.min(p[0], Math.min(p[2], p[4])), size), x1 = texel(Math.max(p[0], Math.max(p[2], p[4])),
                size);
        int y0 = texel(Math.min(p[1], Math.min(p[3], p[5])), size), y1 = texel(Math.max(p[1], Math.max(p[3], p[5])),
                size);
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                boolean inside = true;
                for (int k = 0; k < 3 && inside; k++) {
                    int a = positive ? 2 * k : 2 * ((k + 1) % 3), b = positive ? 2 * ((k + 1) % 3) : 2 * k;
                    long dx = p[b] - p[a], dy = p[b + 1] - p[a + 1];
                    long side = dx * (SUBTEXELS * (long) y + SUBTEXELS / 2 - p[a + 1])
                            - dy * (SUBTEXELS * (long) x + SUBTEXELS / 2 - p[a]);
                    inside = side > 0 || side == 0 && (dy < 0 || dy == 0 && dx < 0);
                }
                if (inside) face[y * size + x] = t;
            }
        }
    }

    private static int texel(long subtexel, int size) {
        return Math.clamp(Math.floorDiv(subtexel, SUBTEXELS), 0, size - 1);
    }

    private static void weigh(float[] uvs, int[] triangles, int t, int size, int texel, float[] weights) {
        int a = 2 * triangles[3 * t], b = 2 * triangles[3 * t + 1], c = 2 * triangles[3 * t + 2];
        double x = (texel % size + 0.5) / size, y = (texel / size + 0.5) / size;
        double ax = uvs[a] - x, ay = uvs[a + 1] - y, bx = uvs[b] - x, by = uvs[b + 1] - y;
        double cx = uvs[c] - x, cy = uvs[c + 1] - y;
        double wa = bx * cy - by * cx, wb = cx * ay - cy * ax, wc = ax * by - ay * bx, sum = wa + wb + wc;
        if (sum == 0) return;
        weights[3 * texel] = (float) (wa / sum);
        weights[3 * texel + 1] = (float) (wb / sum);
        weights[3 * texel + 2] = (float) (wc / sum);
    }
}
