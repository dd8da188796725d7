// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.Mesh;
import java.util.Arrays;

/**
 * Vertices with the same position made one, which undoes the splits at chart borders exactly: their copies have the very
 * same numbers.
 *
 * @param mesh
 *            the closed surface; triangles that lose a corner are left out
 * @param vertexOf
 *            the welded vertex of each vertex
 */
record PositionWeld(Mesh mesh, int[] vertexOf) {
    static PositionWeld of(Mesh split) {
        float[] p = split.positions();
        int vertices = split.vertexCount(), mask = Integer.highestOneBit(Math.max(8, vertices)) * 4 - 1, count = 0;
        int[] table = new int[mask + 1], vertexOf = new int[vertices];
        float[] welded = new float[p.length];
        Arrays.fill(table, -1);
        for (int v = 0; v < vertices; v++) {
            int at = hash(p[3 * v], p[3 * v + 1], p[3 * v + 2]) & mask;
            while (table[at] >= 0 && !same(welded, table[at], p, v)) at = at + 1 & mask;
            if (table[at] < 0) {
                for (int k = 0; k < 3; k++) welded[3 * count + k] = p[3 * v + k] + 0f;
                table[at] = count++;
            }
            vertexOf[v] = table[at];
        }
        int[] triangles = new int[split.triangles().length];
        int to = 0;
        for (int t = 0; t < triangles.length; t += 3) {
            int a = vertexOf[split.triangles()[t]], b = vertexOf[split.triangles()[t + 1]], c = vertexOf[split
                    .triangles()[t + 2]];
            if (a == b || b == c || c == a) continue;
            triangles[to++] = a;
            triangles[to++] = b;
            triangles[to++] = c;
        }
        return new PositionWeld(new Mesh(Arrays.copyOf(welded, 3 * count), Arrays.copyOf(triangles, to)), vertexOf);
    }

    private static boolean same(float[] a, int i, float[] b, int j) {
        return a[3 * i] == b[3 * j] && a[3 * i + 1] == b[3 * j + 1] && a[3 * i + 2] == b[3 * j + 2];
    }

    /** Adding zero makes -0 and 0 alike. */
    private static int hash(float x, float y, float z) {
        int h = Float.floatToIntBits(x + 0f) * 0x9E3779B1 ^ Float.floatToIntBits(y + 0f) * 0x85EBCA77 ^ Float
                .floatToIntBits(z + 0f) * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        return h ^ h >>> 13;
    }
}
