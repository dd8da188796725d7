// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.NearVertices;
import dev.pixal3d.geometry.mesh.SelfIntersections;

/**
 * Passes over still many faces, which hardly ever make a surface meet itself: they are searched once, after the last of
 * them, and only where that finds something made again, each searched.
 *
 * @param before
 *            the mesh before the first of them
 * @param first
 *            number of that pass
 */
record UnsearchedPasses(MeshPatches before, int first) {
    /** So many near vertices are looked up among those from before. */
    private static final int LOOKED_UP = 16;

    /** Whether parts of the mesh cross, or vertices lie too close together that were not there before. */
    boolean harmed(MeshPatches mesh, Parallel parallel) {
        if (SelfIntersections.crossings(new Mesh(mesh.positions, mesh.triangles), parallel).length > 0) return true;
        long[] near = NearVertices.pairs(mesh.positions, NearVertices.APART, parallel);
        if (near.length > LOOKED_UP) return true;
        for (long pair : near) if (!known(mesh, (int) (pair >>> 32)) || !known(mesh, (int) pair)) return true;
        return false;
    }

    private boolean known(MeshPatches mesh, int vertex) {
        float[] p = mesh.positions;
        float[] q = before.positions;
        for (int i = 0; i < q.length; i += 3) {
            if (q[i] == p[3 * vertex] && q[i + 1] == p[3 * vertex + 1] && q[i + 2] == p[3 * vertex + 2]) return true;
        }
        return false;
    }
}
