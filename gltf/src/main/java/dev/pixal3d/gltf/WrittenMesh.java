// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.Pinches;
import dev.pixal3d.geometry.mesh.SelfIntersections;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mesh of a file as its reader gets it: after rounding, quantisation and everything else the format does to it.
 * What a manifest says about its file and what {@code inspect} says are both this.
 *
 * @param vertices
 *            as stored, split where the format splits them
 * @param solid
 *            of the surface with vertices at the same position joined
 * @param pinches
 *            where it touches itself once vertices within a hundred-thousandth are joined too
 * @param crossings
 *            pairs of its faces that meet in more than what they share
 */
public record WrittenMesh(int vertices, MeshReport solid, Pinches pinches, SelfIntersections.Count crossings) {
    /** Distance within which programs merge vertices while they import. */
    private static final double MERGED = 1e-5;

    /** Measures the triangles that a file holds; about a second for 200,000. */
    public static WrittenMesh of(Mesh stored, Parallel parallel) {
        Mesh solid = WeldedVertices.weld(stored);
        return new WrittenMesh(stored.vertexCount(), MeshReport.of(solid), Pinches.at(solid, MERGED, parallel),
                SelfIntersections.count(solid, parallel));
    }

    /** As JSON values. */
    public Map<String, Object> facts() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vertices", solid.vertices());
        map.put("vertices_with_seams", vertices);
        map.put("faces", solid.faces());
        map.put("components", solid.components());
        map.put("watertight", solid.watertight());
        map.put("boundary_edges", solid.boundaryEdges());
        map.put("non_manifold_edges", solid.nonManifoldEdges());
        map.put("non_manifold_vertices", solid.nonManifoldVertices());
        map.put("pinched_edges_at_1e-5", pinches.nonManifoldEdges());
        map.put("pinched_vertices_at_1e-5", pinches.nonManifoldVertices());
        if (Double.isFinite(solid.shortestEdge())) map.put("shortest_edge", solid.shortestEdge());
        map.put("self_intersections", crossings.pairs());
        if (!crossings.complete()) map.put("self_intersections_complete", false);
        map.put("inconsistent_edges", solid.inconsistentEdges());
        map.put("degenerate_faces", solid.degenerateFaces());
        map.put("euler", solid.euler());
        map.put("winding", solid.signedVolume() > 0 ? "outward" : "inward or open");
        map.put("volume", Math.round(solid.signedVolume() * 1e5) / 1e5);
        return map;
    }
}
