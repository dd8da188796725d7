// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import java.util.Arrays;

/**
 * Faces of one patch with, for each vertex, a linked list of the corners at it, so that two vertices merge by joining
 * lists. Vertex and face numbers are local to the patch. Reused from patch to patch; one per thread.
 */
final class PatchFaces {
    int[] vertices = new int[0];
    int[] head = new int[0];
    private int[] tail = new int[0];
    int[] next = new int[0];
    private int[] stamps = new int[0];
    private int stamp;

    void load(MeshPatches mesh, int patch) {
        int first = mesh.vertexStarts[patch];
        int n = mesh.vertexStarts[patch + 1] - first;
        int from = 3 * mesh.faceStarts[patch];
        int m = 3 * mesh.faceStarts[patch + 1] - from;
        if (vertices.length < m) {
            vertices = new int[m];
            next = new int[m];
        }
        if (head.length < n) {
            head = new int[n];
            tail = new int[n];
            stamps = new int[n];
            stamp = 0;
        }
        Arrays.fill(head, 0, n, -1);
        for (int c = m - 1; c >= 0; c--) {
            int v = mesh.triangles[from + c] - first;
            vertices[c] = v;
            if (head[v] < 0) tail[v] = c;
            next[c] = head[v];
            head[v] = c;
        }
    }

    /** Starts a set of marked vertices; returns the mark. */
    int newMark() { return ++stamp; }

    /** Marks a vertex; false when it had the mark. */
    boolean mark(int v, int mark) {
        if (stamps[v] == mark) return false;
        stamps[v] = mark;
        return true;
    }

    boolean marked(int v, int mark) { return stamps[v] == mark; }

    static int after(int corner) { return corner % 3 == 2 ? corner - 2 : corner + 1; }

    static int before(int corner) { return corner % 3 == 0 ? corner + 2 : corner - 1; }

    boolean dead(int corner) { return vertices[corner - corner % 3] < 0; }

    boolean faceHas(int corner, int v) { return vertices[after(corner)] == v || vertices[before(corner)] == v; }

    /** Number of faces at a vertex. */
    int faces(int v) {
        int n = 0;
        for (int c = head[v]; c >= 0; c = next[c]) n++;
        return n;
    }

    /** Joins v into u: kills the faces with both, and gives u the others of v. Returns how many faces died. */
    int merge(int u, int v) {
        int killed = 0;
        for (int c = head[v]; c >= 0; c = next[c]) {
            if (faceHas(c, u)) {
                vertices[c - c % 3] = ~vertices[c - c % 3];
                killed++;
            }
        }
        for (int c = head[v]; c >= 0; c = next[c]) if (!dead(c)) vertices[c] = u;
        if (head[v] >= 0) {
            if (head[u] >= 0) next[tail[u]] = head[v];
            else head[u] = head[v];
            tail[u] = tail[v];
        }
        head[v] = -1;
        sweep(u);
        return killed;
    }

    /** Takes the corners of dead faces out of a vertex's list. */
    void sweep(int v) {
        int last = -1;
        for (int c = head[v]; c >= 0; c = next[c]) {
            if (dead(c)) continue;
            if (last < 0) head[v] = c;
            else next[last] = c;
            last = c;
        }
        if (last < 0) head[v] = -1;
        else next[last] = -1;
        tail[v] = last;
    }
}
