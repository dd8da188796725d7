// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.request.GenerateRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What engines of tests make. */
public final class FakeArtifact {
    private FakeArtifact() {}

    /** A tetrahedron as if it had been made. */
    public static Artifact tetrahedron(GenerateRequest request, List<ModelWriter> writers) {
        return tetrahedron(request, writers, "any");
    }

    /** The same, which tells in its report what run made it. */
    public static Artifact tetrahedron(GenerateRequest request, List<ModelWriter> writers, String run) {
        float[] positions = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        float[] normals = {-0.57735f, -0.57735f, -0.57735f, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        int[] triangles = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};
        float[] uvs = {0, 0, 1, 0, 0, 1, 1, 1};
        RgbaImage texel = new RgbaImage(1, 1, new byte[]{-1, -1, -1, -1});
        FinishedModel.Textured textured = new FinishedModel.Textured(
                new TexturedMesh(positions, normals, uvs, new float[0], triangles, false),
                new Material(texel, texel, Optional.empty(), false, AlphaMode.OPAQUE));
        ExportReport report = new ExportReport(new TreeMap<>(Map.of("engine", "fake", "run", run)), Map.of(),
                ExportReport.Surface.of("closed"),
                new ExportReport.Decimation(4, 4, "exact"), Optional.empty(),
                new ExportReport.Distance("voxel", 0, 0, 0, 0), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of());
        ExportedModel model = new ExportedModel(new Mesh(positions, triangles), normals, new byte[12],
                Optional.of(textured), request.settings(), report);
        DecodedAsset none = new DecodedAsset(() -> {
            throw new UnsupportedOperationException("only whole runs are faked");
        }, Optional.empty(), (_, _, _, _, _) -> {}, Optional.empty(), Optional.empty(), Map.of());
        return new Artifact(request, none, model, writers);
    }
}
