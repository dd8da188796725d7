// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * Counts what must be zero on a closed manifold, and what characterises it.
 *
 * @param badEdges
 *            directed edges that are there more than once or whose opposite is missing
 * @param badVertices
 *            vertices whose triangles do not form exactly one fan
 * @param components
 *            connected surfaces
 * @param handles
 *            sum of the genus of all components
 * @param volume
 *            enclosed, positive when triangles face outwards
 * @param reach
 *            largest absolute coordinate
 */
record Topology(int badEdges, int badVertices, int components, int handles, double volume, double reach) {
    static Topology of(Mesh mesh) {
        int[] t = mesh.triangles();
        int v = mesh.vertexCount();
        long[] edges = new long[t.length];
        for (int i = 0; i < t.length; i++) {
            int next = i % 3 == 2 ? i - 2 : i + 1;
            edges[i] = (long) t[i] << 32 | t[next];
        }
        long[] sorted = edges.clone();
        Arrays.sort(sorted);
        int bad = 0;
        for (int i = 0; i < sorted.length; i++) {
            if (i > 0 && sorted[i] == sorted[i - 1]) bad++;
            long opposite = sorted[i] << 32 | sorted[i] >>> 32;
            if (Arrays.binarySearch(sorted, opposite) < 0) bad++;
        }
        int[] parent = new int[v];
        Arrays.setAll(parent, i -> i);
        for (int i = 0; i < t.length; i += 3) {
            join(parent, t[i], t[i + 1]);
            join(parent, t[i], t[i + 2]);
        }
        int components = 0;
        for (int i = 0; i < v; i++) if (root(parent, i) == i) components++;
        int euler = v - t.length / 2 + t.length / 3;
        return new Topology(bad, fans(t, v, edges, sorted), components, components - euler / 2, volume(mesh),
                reach(mesh));
    }

    /** Corners joined around their vertex through shared edges; every vertex must have one class. */
    private static int fans(int[] t, int v, long[] edges, long[] sorted) {
        int[] cornerOf = new int[t.length];
        for (int i = 0; i < t.length; i++) cornerOf[Arrays.binarySearch(sorted, edges[i])] = i;
        int[] parent = new int[t.length];
        Arrays.setAll(parent, i -> i);
        for (int i = 0; i < t.length; i++) {
            int other = Arrays.binarySearch(sorted, edges[i] << 32 | edges[i] >>> 32);
            if (other < 0) continue;
            int j = cornerOf[other];
            join(parent, i, j % 3 == 2 ? j - 2 : j + 1);
        }
        int[] classes = new int[v];
        for (int i = 0; i < t.length; i++) if (root(parent, i) == i) classes[t[i]]++;
        int bad = 0;
        for (int c : classes) if (c != 1) bad++;
        return bad;
    }

    private static int root(int[] parent, int i) {
        int r = i;
        while (parent[r] != r) {
            parent[r] = parent[parent[r]];
            r = parent[r];
        }
        return r;
    }

    private static void join(int[] parent, int a, int b) { parent[root(parent, a)] = root(parent, b); }

    private static double volume(Mesh mesh) {
        float[] p = mesh.positions();
        int[] t = mesh.triangles();
        double sum = 0;
        for (int i = 0; i < t.length; i += 3) {
            int a = 3 * t[i];
            int b = 3 * t[i + 1];
            int c = 3 * t[i + 2];
            sum += p[a] * (p[b + 1] * (double) p[c + 2] - p[b + 2] * (double) p[c + 1])
                    + p[a + 1] * (p[b + 2] * (double) p[c] - p[b] * (double) p[c + 2])
                    + p[a + 2] * (p[b] * (double) p[c + 1] - p[b + 1] * (double) p[c]);
        }
        return sum / 6;
    }

    private static double reach(Mesh mesh) {
        double most = 0;
        for (float c : mesh.positions()) most = Math.max(most, Math.abs(c));
        return most;
    }
}
