// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.geometry.Mesh;
import dev.pixal3d.geometry.MeshReport;
import dev.pixal3d.geometry.WeldedVertices;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbTexture;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can be said about any GLB, as JSON values. */
public final class ModelFacts {
    private ModelFacts() {}

    public static Map<String, Object> of(GlbModel model) {
        Mesh welded = WeldedVertices.weld(model.merged());
        MeshReport report = MeshReport.of(welded);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", "glb");
        facts.put("generator", model.generator());
        facts.put("primitives", model.primitives().size());
        facts.put("vertices", model.vertexCount());
        facts.put("vertices_welded", report.vertices());
        facts.put("faces", report.faces());
        facts.put("components", report.components());
        facts.put("boundary_edges", report.boundaryEdges());
        facts.put("non_manifold_edges", report.nonManifoldEdges());
        facts.put("inconsistent_edges", report.inconsistentEdges());
        facts.put("watertight", report.watertight());
        facts.put("signed_volume", report.signedVolume());
        List<String> textures = new ArrayList<>();
        for (GlbTexture texture : model.textures()) {
            textures.add(texture.image().width() + " x " + texture.image().height());
        }
        facts.put("textures", textures);
        if (!model.extensions().isEmpty()) facts.put("extensions", model.extensions());
        if (!model.extras().isEmpty()) facts.put("extras", model.extras());
        return facts;
    }
}
