// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import java.util.Arrays;

/**
 * Vertices closer to each other than a distance. Space is cut into cubes many times that wide and a hash table names
 * the vertices of each, so that the cube around a vertex mostly is the only one to look into.
 */
public final class NearVertices {
    /**
     * How far apart, in world units, distinct vertices of the surfaces made here are at least: more than the diagonal
     * of a cell of a 16-bit grid over the unit cube (2.7e-5), so that no two round to the same point, and four times
     * the 1e-5 within which some programs merge vertices.
     */
    public static final double APART = 4e-5;
    private static final double CUBE = 16;

    private final float[] p;
    private final double distance;
    /** Cubes in a unit of length. */
    private final double perWidth;
    private final int mask;
    private final int[] head;
    private final int[] next;

    private NearVertices(float[] positions, int[] vertices, double distance) {
        this.p = positions;
        this.distance = distance;
        this.perWidth = 1 / (CUBE * distance);
        this.mask = Integer.highestOneBit(Math.clamp(vertices.length, 8, 1 << 28)) * 2 - 1;
        this.head = new int[mask + 1];
        this.next = new int[positions.length / 3];
        Arrays.fill(head, -1);
        for (int v : vertices) {
            int at = slot(cube(p[3 * v]), cube(p[3 * v + 1]), cube(p[3 * v + 2]));
            next[v] = head[at];
            head[at] = v;
        }
    }

    /**
     * All pairs of vertices nearer than {@code distance} (world units, positive), as {@code lower << 32 | higher},
     * ascending. Positions must be finite.
     */
    public static long[] pairs(float[] positions, double distance, Parallel parallel) {
        int[] all = new int[positions.length / 3];
        Arrays.setAll(all, v -> v);
        return pairs(positions, all, distance, parallel);
    }

    /** The same, only pairs of which one vertex at least is among {@code some}; fast when these are few. */
    public static long[] pairs(float[] positions, int[] some, double distance, Parallel parallel) {
        if (some.length == 0) return new long[0];
        NearVertices near = new NearVertices(positions, some, distance);
        int n = positions.length / 3;
        int grain = 1 << 14;
        long[][] found = new long[(n + grain - 1) / grain][];
        parallel.each(found.length, i -> found[i] = near.search(i * grain, Math.min(n, (i + 1) * grain)));
        return Arrays.stream(found).flatMapToLong(Arrays::stream).sorted().distinct().toArray();
    }

    private long[] search(int from, int to) {
        long[] out = new long[0];
        int n = 0;
        for (int v = from; v < to; v++) {
            float x = p[3 * v];
            float y = p[3 * v + 1];
            float z = p[3 * v + 2];
            for (long i = cube(x - distance); i <= cube(x + distance); i++) {
                for (long j = cube(y - distance); j <= cube(y + distance); j++) {
                    for (long k = cube(z - distance); k <= cube(z + distance); k++) {
                        for (int w = head[slot(i, j, k)]; w >= 0; w = next[w]) {
                            if (w == v || !close(v, w)) continue;
                            if (n == out.length) out = Arrays.copyOf(out, 2 * n + 4);
                            out[n++] = (long) Math.min(v, w) << 32 | Math.max(v, w);
                        }
                    }
                }
            }
        }
        return Arrays.copyOf(out, n);
    }

    private long cube(double x) { return (long) Math.floor(x * perWidth); }

    private int slot(long x, long y, long z) {
        long h = x * 0x9E3779B97F4A7C15L ^ y * 0xC2B2AE3D27D4EB4FL ^ z * 0x165667B19E3779F9L;
        h ^= h >>> 29;
        h *= 0xBF58476D1CE4E5B9L;
        return (int) (h ^ h >>> 32) & mask;
    }

    private boolean close(int v, int w) {
        double sum = 0;
        for (int k = 0; k < 3; k++) {
            double d = (double) p[3 * v + k] - p[3 * w + k];
            sum += d * d;
        }
        return sum < distance * distance;
    }
}
