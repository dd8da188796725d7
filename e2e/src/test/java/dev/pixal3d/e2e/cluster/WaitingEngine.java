// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.server.FakeArtifact;
import dev.pixal3d.server.work.WorkerTools;
import java.time.Duration;
import java.util.List;

/**
 * An engine that only waits, and writes down when. The seed tells it which request it runs; the model tells which run
 * made it.
 */
final class WaitingEngine implements WorkerTools.Generator {
    static final int FIRST_SEED = 100_000;
    /** The last numbers are all long ones, for who wants to meet a run. */
    static final int BAITS = 8;
    private static final int FIRST_BAIT = 300 - BAITS;
    private static final int LONG_ONES = 8;
    /** Longer than a lease. */
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final int STAGES = 3;
    private static final Duration TICK = Duration.ofMillis(20);

    private final RunLog log;

    WaitingEngine(RunLog log) { this.log = log; }

    /** How long a run of a request takes: most a moment, some longer than a lease. */
    static Duration time(int number) {
        return number % LONG_ONES == 0 || number >= FIRST_BAIT ? LONG : Duration.ofMillis(50 + number % 7 * 50);
    }

    @Override
    public Artifact generate(List<RgbaImage> pictures, GenerateRequest request, List<ModelWriter> writers,
            RunContext context) {
        int number = (int) request.seed() - FIRST_SEED;
        String name = log.begin(number);
        for (int stage = 1; stage <= STAGES; stage++) {
            context.at("stage " + stage, stage, STAGES, stage / (double) STAGES);
            context.info("stage " + stage + " of " + name);
            await(time(number).dividedBy(STAGES), name, context);
        }
        log.made(name);
        return FakeArtifact.tetrahedron(request, writers, name);
    }

    private void await(Duration time, String name, RunContext context) {
        long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() < end) {
            context.check();
            log.tick(name);
            try {
                Thread.sleep(TICK);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
