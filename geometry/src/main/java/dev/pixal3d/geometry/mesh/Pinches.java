// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;

/**
 * What becomes of a mesh when a program merges vertices that lie close together, as many do while they import: places
 * where a surface that is a manifold by its indices touches itself. All chains of vertices nearer than the distance
 * become one vertex. Rounding to a grid joins no vertices further apart than the root of three of its steps.
 *
 * @param distance
 *            below which vertices are joined, world units; 0 joins equal positions only
 * @param joined
 *            vertices lost by joining
 * @param nonManifoldEdges
 *            edges of more than two faces afterwards
 * @param nonManifoldVertices
 *            vertices of more than one fan of faces afterwards
 */
public record Pinches(double distance, int joined, int nonManifoldEdges, int nonManifoldVertices) {
    /** Joins and counts, about 0.5 processor seconds per million faces. */
    public static Pinches at(Mesh mesh, double distance, Parallel parallel) {
        Mesh welded = distance > 0 ? joined(mesh, distance, parallel) : WeldedVertices.weld(mesh);
        MeshReport report = MeshReport.of(welded);
        return new Pinches(distance, mesh.vertexCount() - welded.vertexCount(), report.nonManifoldEdges(),
                report.nonManifoldVertices());
    }

    private static Mesh joined(Mesh mesh, double distance, Parallel parallel) {
        Mesh exact = WeldedVertices.weld(mesh);
        long[] pairs = NearVertices.pairs(exact.positions(), distance, parallel);
        if (pairs.length == 0) return exact;
        UnionFind near = new UnionFind(exact.vertexCount());
        for (long pair : pairs) near.join((int) (pair >>> 32), (int) pair);
        float[] positions = exact.positions().clone();
        for (int v = 0; v < exact.vertexCount(); v++) {
            System.arraycopy(exact.positions(), 3 * near.find(v), positions, 3 * v, 3);
        }
        return WeldedVertices.weld(new Mesh(positions, exact.triangles()));
    }
}
