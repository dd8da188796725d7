// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.Arrays;

/**
 * All half-edges of a mesh, sorted by the undirected edge they lie on. A bucket per lower end and an insertion sort
 * inside it: linear time, no hashing, and the order depends on nothing but the mesh.
 *
 * @param halfEdges
 *            half-edge ids (3 * face + corner, from that corner to the next), grouped by edge
 * @param starts
 *            start of each edge in {@code halfEdges}, one more than there are edges
 */
public record Edges(int[] halfEdges, int[] starts) {
    public static Edges of(int vertices, int[] triangles) {
        int n = triangles.length;
        int[] first = new int[vertices + 1];
        for (int h = 0; h < n; h++) first[Math.min(triangles[h], triangles[next(h)]) + 1]++;
        for (int v = 0; v < vertices; v++) first[v + 1] += first[v];
        int[] at = Arrays.copyOf(first, vertices);
        int[] sorted = new int[n];
        for (int h = 0; h < n; h++) sorted[at[Math.min(triangles[h], triangles[next(h)])]++] = h;
        int[] starts = new int[n + 1];
        int edges = 0;
        for (int v = 0; v < vertices; v++) {
            sortByUpper(sorted, first[v], first[v + 1], triangles);
            for (int i = first[v]; i < first[v + 1]; i++) {
                if (i == first[v] || upper(triangles, sorted[i]) != upper(triangles, sorted[i - 1]))
                    starts[edges++] = i;
            }
        }
        starts[edges] = n;
        return new Edges(sorted, Arrays.copyOf(starts, edges + 1));
    }

    private static void sortByUpper(int[] ids, int from, int to, int[] triangles) {
        for (int i = from + 1; i < to; i++) {
            int id = ids[i];
            int key = upper(triangles, id);
            int j = i - 1;
            while (j >= from && upper(triangles, ids[j]) > key) {
                ids[j + 1] = ids[j];
                j--;
            }
            ids[j + 1] = id;
        }
    }

    public static int next(int halfEdge) { return halfEdge % 3 == 2 ? halfEdge - 2 : halfEdge + 1; }

    public static int lower(int[] triangles, int h) { return Math.min(triangles[h], triangles[next(h)]); }

    public static int upper(int[] triangles, int h) { return Math.max(triangles[h], triangles[next(h)]); }

    public int count() { return starts.length - 1; }

    /** Number of faces at an edge. */
    public int faces(int edge) { return starts[edge + 1] - starts[edge]; }
}
