// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.util.Arrays;

/**
 * Orders triangles so that neighbours follow each other, and vertices by first use: GPUs then find most vertices in
 * their cache, and the index codec finds most edges in its own. Method: Sander, Nehab and Barczak, "Fast Triangle
 * Reordering for Vertex Locality and Reduced Overdraw" (2007), without the overdraw part.
 */
final class VertexCacheOrder {
    private static final int CACHE = 16;

    private final int[] triangles, starts, faces, live, stamp, deadEnds, order;
    private final boolean[] done;
    private int time = CACHE + 1, deadEnd, cursor, emitted;

    private VertexCacheOrder(int[] triangles, int vertices) {
        this.triangles = triangles;
        starts = new int[vertices + 1];
        faces = new int[triangles.length];
        live = new int[vertices];
        stamp = new int[vertices];
        deadEnds = new int[triangles.length];
        order = new int[triangles.length];
        done = new boolean[triangles.length / 3];
        for (int v : triangles) live[v]++;
        for (int v = 0; v < vertices; v++) starts[v + 1] = starts[v] + live[v];
        int[] fill = Arrays.copyOf(starts, vertices);
        for (int c = 0; c < triangles.length; c++) faces[fill[triangles[c]]++] = c / 3;
    }

    /** The same surface in the better order; vertices that no triangle uses are left out. */
    static TexturedMesh apply(TexturedMesh mesh) {
        int[] triangles = new VertexCacheOrder(mesh.triangles(), mesh.vertexCount()).run();
        int[] renamed = new int[mesh.vertexCount()], source = new int[mesh.vertexCount()];
        Arrays.fill(renamed, -1);
        int used = 0;
        for (int i = 0; i < triangles.length; i++) {
            int v = triangles[i];
            if (renamed[v] < 0) {
                source[used] = v;
                renamed[v] = used++;
            }
            triangles[i] = renamed[v];
        }
        source = Arrays.copyOf(source, used);
        return new TexturedMesh(gather(mesh.positions(), source, 3), gather(mesh.normals(), source, 3), gather(mesh
                .uvs(), source, 2), mesh.tangents().length == 0 ? mesh.tangents() : gather(mesh.tangents(), source, 4),
                triangles, mesh.doubleSided());
    }

    private int[] run() {
        for (int fan = nextLive(); fan >= 0;) {
            int from = emitted;
            for (int i = starts[fan]; i < starts[fan + 1]; i++) if (!done[faces[i]]) emit(faces[i]);
            fan = best(from);
        }
        return order;
    }

    private void emit(int face) {
        done[face] = true;
        for (int c = 3 * face; c < 3 * face + 3; c++) {
            int v = triangles[c];
            order[emitted++] = v;
            deadEnds[deadEnd++] = v;
            live[v]--;
            if (time - stamp[v] > CACHE) stamp[v] = time++;
        }
    }

    /** Among the vertices of the triangles just emitted: the one longest in the cache that stays there for its fan. */
    private int best(int from) {
        int best = -1, priority = -1;
        for (int i = from; i < emitted; i++) {
            int v = order[i];
            if (live[v] == 0) continue;
            int age = time - stamp[v], p = age + 2 * live[v] <= CACHE ? age : 0;
            if (p > priority) {
                priority = p;
                best = v;
            }
        }
        if (best >= 0) return best;
        while (deadEnd > 0) if (live[deadEnds[--deadEnd]] > 0) return deadEnds[deadEnd];
        return nextLive();
    }

    private int nextLive() {
        while (cursor < live.length && live[cursor] == 0) cursor++;
        return cursor < live.length ? cursor : -1;
    }

    private static float[] gather(float[] values, int[] source, int width) {
        float[] out = new float[width * source.length];
        for (int i = 0; i < source.length; i++) System.arraycopy(values, width * source[i], out, width * i, width);
        return out;
    }
}
