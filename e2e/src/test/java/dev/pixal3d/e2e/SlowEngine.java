// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.server.FakeArtifact;
import dev.pixal3d.server.work.WorkerTools;
import java.util.List;

/** An engine that only takes its time: seed 100000 + n runs for n milliseconds. */
final class SlowEngine implements WorkerTools.Generator {
    @Override
    public Artifact generate(List<RgbaImage> pictures, GenerateRequest request, List<ModelWriter> writers,
            RunContext context) {
        long milliseconds = request.seed() >= 100_000 ? request.seed() - 100_000 : 0;
        if (pictures.size() > 1) context.info("pictures: " + pictures.size());
        for (int stage = 1; stage <= 3; stage++) {
            context.at("stage " + stage, 1, 1, stage / 3.0);
            context.info("stage " + stage);
            pause(milliseconds / 3, context);
        }
        return FakeArtifact.tetrahedron(request, writers);
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
}
