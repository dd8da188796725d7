// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The mesh of a file as its reader gets it: after rounding, quantisation and everything else the format does to it.
 *
 * @param vertices
 *            as stored, split where the format splits them
 * @param solid
 *            of the surface with vertices at the same position joined
 */
public record WrittenMesh(int vertices, MeshReport solid) {
    /** Measures the triangles that a file holds. */
    public static WrittenMesh of(Mesh stored) {
        return new WrittenMesh(stored.vertexCount(), MeshReport.of(WeldedVertices.weld(stored)));
    }

    /** As JSON values, for manifests, reports and {@code inspect}: the same names everywhere. */
    public Map<String, Object> facts() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("vertices", solid.vertices());
        map.put("vertices_with_seams", vertices);
        map.put("faces", solid.faces());
        map.put("components", solid.components());
        map.put("boundary_edges", solid.boundaryEdges());
        map.put("non_manifold_edges", solid.nonManifoldEdges());
        map.put("inconsistent_edges", solid.inconsistentEdges());
        map.put("euler", solid.euler());
        map.put("volume", Math.round(solid.signedVolume() * 1e5) / 1e5);
        return map;
    }
}
