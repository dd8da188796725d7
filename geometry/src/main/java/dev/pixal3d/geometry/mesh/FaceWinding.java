// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.Arrays;

/**
 * Order in a mesh whose faces have none: neighbours wound alike, and at most two faces at each edge. Both follow CuMesh
 * ({@code unify_face_orientations}, {@code repair_non_manifold_edges}). No face is added or dropped.
 */
public final class FaceWinding {
    private FaceWinding() {}

    /**
     * Winds faces alike across edges of exactly two faces; of each part the face with the lowest number keeps its
     * winding. A band that cannot be oriented keeps one seam.
     */
    public static Mesh unify(Mesh mesh) {
        int[] t = mesh.triangles().clone();
        int n = t.length / 3;
        Edges edges = Edges.of(mesh.vertexCount(), t);
        int[] parent = new int[n];
        boolean[] turned = new boolean[n];
        for (int f = 0; f < n; f++) parent[f] = f;
        for (int e = 0; e < edges.count(); e++) {
            if (edges.faces(e) != 2) continue;
            int h = edges.halfEdges()[edges.starts()[e]];
            int g = edges.halfEdges()[edges.starts()[e] + 1];
            join(parent, turned, h / 3, g / 3, t[h] == t[g]);
        }
        for (int f = 0; f < n; f++) {
            find(parent, turned, f);
            if (!turned[f]) continue;
            int b = t[3 * f + 1];
            t[3 * f + 1] = t[3 * f + 2];
            t[3 * f + 2] = b;
        }
        return new Mesh(mesh.positions(), t);
    }

    private static void join(int[] parent, boolean[] turned, int a, int b, boolean opposed) {
        int x = find(parent, turned, a);
        int y = find(parent, turned, b);
        if (x == y) return;
        int child = Math.max(x, y);
        parent[child] = Math.min(x, y);
        turned[child] = opposed ^ turned[a] ^ turned[b];
    }

    /** Root of a face; afterwards {@code turned[face]} is relative to the root. */
    private static int find(int[] parent, boolean[] turned, int face) {
        int root = face;
        boolean toRoot = false;
        while (parent[root] != root) {
            toRoot ^= turned[root];
            root = parent[root];
        }
        int f = face;
        while (parent[f] != root && parent[f] != f) {
            int next = parent[f];
            boolean own = turned[f];
            parent[f] = root;
            turned[f] = toRoot;
            toRoot ^= own;
            f = next;
        }
        return root;
    }

    /** Gives each fan of faces joined over edges of exactly two faces a vertex of its own. */
    public static Mesh splitCrowdedEdges(Mesh mesh) {
        int[] t = mesh.triangles();
        Edges edges = Edges.of(mesh.vertexCount(), t);
        UnionFind fans = new UnionFind(t.length);
        for (int e = 0; e < edges.count(); e++) {
            if (edges.faces(e) != 2) continue;
            int h = edges.halfEdges()[edges.starts()[e]];
            int g = edges.halfEdges()[edges.starts()[e] + 1];
            int hNext = Edges.next(h);
            int gNext = Edges.next(g);
            boolean same = t[h] == t[g];
            fans.join(h, same ? g : gNext);
            fans.join(hNext, same ? gNext : g);
        }
        int[] triangles = new int[t.length];
        int[] names = new int[t.length];
        Arrays.fill(names, -1);
        float[] positions = new float[3 * t.length];
        int vertices = 0;
        for (int c = 0; c < t.length; c++) {
            int root = fans.find(c);
            if (names[root] < 0) {
                System.arraycopy(mesh.positions(), 3 * t[c], positions, 3 * vertices, 3);
                names[root] = vertices++;
            }
            triangles[c] = names[root];
        }
        return new Mesh(Arrays.copyOf(positions, 3 * vertices), triangles);
    }
}
