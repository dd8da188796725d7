// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.Arrays;

/**
 * Vertices at exactly the same position made one, which undoes the splits at chart borders: their copies have the very
 * same numbers. The first of each keeps its place in the order.
 *
 * @param mesh
 *            the same triangles over distinct positions; triangles that lose a corner are dropped
 * @param vertexOf
 *            the joined vertex of each vertex
 */
public record WeldedVertices(Mesh mesh, int[] vertexOf) {
    /** {@link #of}, the mesh alone. */
    public static Mesh weld(Mesh mesh) { return of(mesh).mesh(); }

    public static WeldedVertices of(Mesh split) {
        float[] p = split.positions();
        int vertices = split.vertexCount(), count = 0;
        int mask = Integer.highestOneBit(Math.clamp(vertices, 8, 1 << 27)) * 4 - 1;
        int[] table = new int[mask + 1], vertexOf = new int[vertices];
        float[] distinct = new float[p.length];
        Arrays.fill(table, -1);
        for (int v = 0; v < vertices; v++) {
            int at = hash(p[3 * v], p[3 * v + 1], p[3 * v + 2]) & mask;
            while (table[at] >= 0 && !same(distinct, table[at], p, v)) at = at + 1 & mask;
            if (table[at] < 0) {
                System.arraycopy(p, 3 * v, distinct, 3 * count, 3);
                table[at] = count++;
            }
            vertexOf[v] = table[at];
        }
        int[] t = split.triangles(), triangles = new int[t.length];
        int faces = 0;
        for (int f = 0; f < t.length; f += 3) {
            int a = vertexOf[t[f]], b = vertexOf[t[f + 1]], c = vertexOf[t[f + 2]];
            if (a == b || b == c || c == a) continue;
            triangles[faces++] = a;
            triangles[faces++] = b;
            triangles[faces++] = c;
        }
        return new WeldedVertices(new Mesh(Arrays.copyOf(distinct, 3 * count), Arrays.copyOf(triangles, faces)),
                vertexOf);
    }

    private static boolean same(float[] a, int i, float[] b, int j) {
        return a[3 * i] == b[3 * j] && a[3 * i + 1] == b[3 * j + 1] && a[3 * i + 2] == b[3 * j + 2];
    }

    /** Adding zero makes -0 and 0 alike. */
    private static int hash(float x, float y, float z) {
        int h = Float.floatToIntBits(x + 0f) * 0x9E3779B1 ^ Float.floatToIntBits(y + 0f) * 0x85EBCA77
                ^ Float.floatToIntBits(z + 0f) * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        return h ^ h >>> 13;
    }
}
