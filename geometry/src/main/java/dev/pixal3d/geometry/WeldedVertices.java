// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import java.util.Arrays;

/** Joins vertices at exactly the same position, by sorting; the first of each keeps its place in the order. */
public final class WeldedVertices {
    private WeldedVertices() {}

    /** The same triangles over distinct positions; triangles that lose a corner are dropped. */
    public static Mesh weld(Mesh mesh) {
        float[] p = mesh.positions();
        int n = mesh.vertexCount();
        Integer[] order = new Integer[n];
        for (int i = 0; i < n; i++) order[i] = i;
        Arrays.sort(order, (a, b) -> {
            int c = Float.compare(p[3 * a] + 0f, p[3 * b] + 0f);
            if (c == 0) c = Float.compare(p[3 * a + 1] + 0f, p[3 * b + 1] + 0f);
            if (c == 0) c = Float.compare(p[3 * a + 2] + 0f, p[3 * b + 2] + 0f);
            return c == 0 ? Integer.compare(a, b) : c;
        });
        int[] first = new int[n];
        for (int i = 0; i < n; i++) {
            boolean same = i > 0 && p[3 * order[i]] == p[3 * order[i - 1]]
                    && p[3 * order[i] + 1] == p[3 * order[i - 1] + 1]
                    && p[3 * order[i] + 2] == p[3 * order[i - 1] + 2];
            first[order[i]] = same ? first[order[i - 1]] : order[i];
        }
        int[] renamed = new int[n];
        float[] positions = new float[3 * n];
        int count = 0;
        for (int v = 0; v < n; v++) {
            if (first[v] != v) continue;
            System.arraycopy(p, 3 * v, positions, 3 * count, 3);
            renamed[v] = count++;
        }
        int[] t = mesh.triangles();
        int[] triangles = new int[t.length];
        int faces = 0;
        for (int f = 0; f < t.length; f += 3) {
            int a = renamed[first[t[f]]];
            int b = renamed[first[t[f + 1]]];
            int c = renamed[first[t[f + 2]]];
            if (a == b || b == c || c == a) continue;
            triangles[faces] = a;
            triangles[faces + 1] = b;
            triangles[faces + 2] = c;
            faces += 3;
        }
        return new Mesh(Arrays.copyOf(positions, 3 * count), Arrays.copyOf(triangles, faces));
    }
}
