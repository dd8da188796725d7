// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import java.util.Arrays;

/**
 * Keeps the rims of open meshes in place: each boundary edge adds a plane through it, perpendicular to its face. A
 * closed, oriented mesh is told at once: round each vertex the faces' next and previous vertices are then the same, so
 * the sum of their differences vanishes; only faces where it does not are looked at edge by edge.
 */
final class BoundaryQuadrics {
    private BoundaryQuadrics() {}

    static void add(MeshPatches mesh) {
        int[] t = mesh.triangles;
        int[] balance = new int[mesh.vertices()];
        for (int c = 0; c < t.length; c++) balance[t[c]] += t[PatchFaces.after(c)] - t[PatchFaces.before(c)];
        int n = 0;
        for (int c = 0; c < t.length; c++) if (balance[t[c]] != 0 && balance[t[PatchFaces.after(c)]] != 0) n++;
        if (n == 0) return;
        long[] keys = new long[n];
        int[] corners = new int[n];
        n = 0;
        for (int c = 0; c < t.length; c++) {
            int a = t[c];
            int b = t[PatchFaces.after(c)];
            if (balance[a] != 0 && balance[b] != 0) keys[n++] = (long) Math.min(a, b) << 32 | Math.max(a, b);
        }
        Arrays.sort(keys);
        n = 0;
        for (int c = 0; c < t.length; c++) {
            int a = t[c];
            int b = t[PatchFaces.after(c)];
            if (balance[a] == 0 || balance[b] == 0) continue;
            int at = Arrays.binarySearch(keys, (long) Math.min(a, b) << 32 | Math.max(a, b));
            boolean single = (at == 0 || keys[at - 1] != keys[at])
                    && (at == keys.length - 1 || keys[at + 1] != keys[at]);
            if (single) corners[n++] = c;
        }
        for (int i = 0; i < n; i++) add(mesh, corners[i]);
    }

    private static void add(MeshPatches mesh, int corner) {
        float[] p = mesh.positions;
        int a = mesh.triangles[corner];
        int b = mesh.triangles[PatchFaces.after(corner)];
        int c = mesh.triangles[PatchFaces.before(corner)];
        double[] e = new double[3];
        double[] f = new double[3];
        double ee = 0;
        double ef = 0;
        for (int k = 0; k < 3; k++) {
            e[k] = (double) p[3 * b + k] - p[3 * a + k];
            f[k] = (double) p[3 * c + k] - p[3 * a + k];
            ee += e[k] * e[k];
            ef += e[k] * f[k];
        }
        if (!(ee > 0)) return;
        double length = 0;
        for (int k = 0; k < 3; k++) {
            f[k] -= ef / ee * e[k];
            length += f[k] * f[k];
        }
        length = Math.sqrt(length);
        if (!(length > 0)) return;
        Quadric.addPlane(mesh.quadrics, a, f[0] / length, f[1] / length, f[2] / length, ee);
        Quadric.addPlane(mesh.quadrics, b, f[0] / length, f[1] / length, f[2] / length, ee);
    }
}
