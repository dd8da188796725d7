// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.engine.Camera;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.image.CutoutFacts;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.server.work.WorkerTools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Makes a tiny valid GLB after whatever the test's script does. */
final class FakeEngine implements WorkerTools.Generator {
    /** What a run does before it returns. */
    interface Script {
        void run(GenerateRequest request, RunContext context) throws Exception;
    }

    static final Script THREE_STAGES = (_, context) -> {
        for (int i = 1; i <= 3; i++) {
            context.at("stage " + i, 1, 1, i / 3.0);
            context.info("stage " + i);
        }
    };

    /** A run that stays until told, and hears when it is cancelled. */
    static final class Gate implements Script {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void run(GenerateRequest request, RunContext context) throws Exception {
            context.info("at the gate");
            entered.countDown();
            while (!open.await(5, TimeUnit.MILLISECONDS)) context.check();
        }

        void awaitEntered() throws InterruptedException {
            if (!entered.await(60, TimeUnit.SECONDS)) throw new AssertionError("no run came to the gate");
        }

        void open() { open.countDown(); }
    }

    private final List<Long> seeds = new CopyOnWriteArrayList<>();
    private final List<List<RgbaImage>> pictures = new CopyOnWriteArrayList<>();
    private volatile Script script = THREE_STAGES;

    void script(Script next) { script = next; }

    /** The script for the next run only. */
    Gate gate() {
        Gate gate = new Gate();
        script = (request, context) -> {
            script = THREE_STAGES;
            gate.run(request, context);
        };
        return gate;
    }

    /** Seeds of the runs, in order. */
    List<Long> seeds() { return seeds; }

    /** What each run worked from, in order. */
    List<List<RgbaImage>> pictures() { return pictures; }

    @Override
    public Artifact generate(List<RgbaImage> images, GenerateRequest request, List<ModelWriter> writers,
            RunContext context) {
        seeds.add(request.seed());
        pictures.add(images);
        try {
            script.run(request, context);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return FakeArtifact.tetrahedron(request, writers);
    }

    /** The picture as it is. */
    static Preparation prepare(RgbaImage picture, GenerateRequest request, RunContext context) {
        context.at("cut out", 0.5);
        return new Preparation(picture, Camera.fillingPlane(1), "default", "alpha", CutoutFacts.of(picture));
    }

    /** The file that every run makes. */
    static byte[] glb() {
        GenerateRequest any = new GenerateRequest(List.of(""), 0, Settings.DEFAULTS);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            FakeArtifact.tetrahedron(any, List.of(ModelWriters.GLB)).write(ModelWriters.GLB, "model",
                    Parallel.sequential(), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
