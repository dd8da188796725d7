// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import java.util.Arrays;

/**
 * Which faces meet at an edge. Corner {@code c = 3 * face + k} stands for the directed edge from its vertex to the
 * vertex of the next corner of the face. Only an edge with exactly two faces that run along it in opposite directions
 * joins them; boundary, non-manifold and inconsistently wound edges join nothing.
 */
public final class FaceAdjacency {
    private static final int GRAIN = 4096;

    private FaceAdjacency() {}

    /** The corner of {@code corner}'s face that follows it. */
    public static int next(int corner) {
        return corner % 3 == 2 ? corner - 2 : corner + 1;
    }

    /** For each corner the corner of the same edge in the other face, or -1. */
    public static int[] opposites(int[] triangles, int vertexCount, Parallel parallel) {
        int corners = triangles.length;
        int[] start = new int[vertexCount + 1];
        for (int c = 0; c < corners; c++) start[Math.min(triangles[c], triangles[next(c)]) + 1]++;
        for (int v = 0; v < vertexCount; v++) start[v + 1] += start[v];
        int[] fill = Arrays.copyOf(start, vertexCount);
        long[] edges = new long[corners];
        for (int c = 0; c < corners; c++) {
            int a = triangles[c], b = triangles[next(c)];
            edges[fill[Math.min(a, b)]++] = (long) Math.max(a, b) << 32 | c;
        }
        int[] opposite = new int[corners];
        parallel.range(vertexCount, GRAIN, (from, to) -> {
            for (int v = from; v < to; v++) {
                Arrays.sort(edges, start[v], start[v + 1]);
                for (int i = start[v], end; i < start[v + 1]; i = end) {
                    end = i + 1;
                    while (end < start[v + 1] && edges[end] >>> 32 == edges[i] >>> 32) end++;
                    for (int k = i; k < end; k++) opposite[(int) edges[k]] = -1;
                    if (end - i != 2) continue;
                    int c = (int) edges[i], o = (int) edges[i + 1];
                    if (c / 3 == o / 3 || triangles[c] == triangles[o]) continue;
                    opposite[c] = o;
                    opposite[o] = c;
                }
            }
        });
        return opposite;
    }
}
