// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

/** Fills the quadrics of a freshly cut mesh: each face gives a third of its area as the weight of its plane. */
final class FaceQuadrics {
    private FaceQuadrics() {}

    static void add(MeshPatches mesh, Parallel parallel) {
        parallel.range(mesh.count(), 1, (from, to) -> {
            for (int f = mesh.faceStarts[from]; f < mesh.faceStarts[to]; f++) add(mesh, f);
        });
        for (int f = mesh.faceStarts[mesh.count()]; f < mesh.faces(); f++) add(mesh, f);
    }

    private static void add(MeshPatches mesh, int face) {
        float[] p = mesh.positions;
        int[] t = mesh.triangles;
        int a = 3 * t[3 * face];
        int b = 3 * t[3 * face + 1];
        int c = 3 * t[3 * face + 2];
        double ux = (double) p[b] - p[a];
        double uy = (double) p[b + 1] - p[a + 1];
        double uz = (double) p[b + 2] - p[a + 2];
        double vx = (double) p[c] - p[a];
        double vy = (double) p[c + 1] - p[a + 1];
        double vz = (double) p[c + 2] - p[a + 2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        double length = Math.sqrt(nx * nx + ny * ny + nz * nz);
        if (!(length > 0)) return;
        for (int k = 0; k < 3; k++) {
            Quadric.addPlane(mesh.quadrics, t[3 * face + k], nx / length, ny / length, nz / length, length / 6);
        }
    }
}
