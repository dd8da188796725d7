// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.core.RunContext;
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
import dev.pixal3d.server.work.WorkerTools;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine that only takes its time: seed 100000 + n runs for n milliseconds. */
final class SlowEngine implements WorkerTools.Generator {
    @Override
    public Artifact generate(RgbaImage picture, GenerateRequest request, List<ModelWriter> writers,
            RunContext context) {
        long milliseconds = request.seed() >= 100_000 ? request.seed() - 100_000 : 0;
        for (int stage = 1; stage <= 3; stage++) {
            context.at("stage " + stage, 1, 1, stage / 3.0);
            context.info("stage " + stage);
            pause(milliseconds / 3, context);
        }
        return tetrahedron(request, writers);
    }

    private static void pause(long milliseconds, RunContext context) {
        long end = System.nanoTime() + milliseconds * 1_000_000;
        while (System.nanoTime() < end) {
            context.check();
            try {
                Thread.sleep(Math.min(10, milliseconds));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** A tetrahedron as if it had been made. */
    private static Artifact tetrahedron(GenerateRequest request, List<ModelWriter> writers) {
        float[] positions = {0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        float[] normals = {-0.57735f, -0.57735f, -0.57735f, 1, 0, 0, 0, 1, 0, 0, 0, 1};
        int[] triangles = {0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3};
        float[] uvs = {0, 0, 1, 0, 0, 1, 1, 1};
        RgbaImage texel = new RgbaImage(1, 1, new byte[]{-1, -1, -1, -1});
        FinishedModel.Textured textured = new FinishedModel.Textured(
                new TexturedMesh(positions, normals, uvs, new float[0], triangles, false),
                new Material(texel, texel, Optional.empty(), false, AlphaMode.OPAQUE));
        ExportReport report = new ExportReport(Map.of("engine", "fake"), Map.of(), ExportReport.Surface.of("closed"),
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
