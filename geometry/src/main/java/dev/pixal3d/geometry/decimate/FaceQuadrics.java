// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Triangles;

/** Fills the quadrics of a freshly cut mesh: each face gives a third of its area as the weight of its plane. */
final class FaceQuadrics {
    private FaceQuadrics() {}

    static void add(MeshPatches mesh, Parallel parallel) {
        parallel.range(mesh.count(), 1, (from, to) -> add(mesh, mesh.faceStarts[from], mesh.faceStarts[to]));
        add(mesh, mesh.faceStarts[mesh.count()], mesh.faces());
    }

    private static void add(MeshPatches mesh, int from, int to) {
        double[] n = new double[3];
        for (int f = from; f < to; f++) {
            int[] t = mesh.triangles;
            double length = Triangles.cross(mesh.positions, t[3 * f], t[3 * f + 1], t[3 * f + 2], n);
            if (!(length > 0)) continue;
            for (int k = 0; k < 3; k++) {
                Quadric.addPlane(mesh.quadrics, t[3 * f + k], n[0] / length, n[1] / length, n[2] / length, length / 6);
            }
        }
    }
}
