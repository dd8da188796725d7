// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.EngineException;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateResult;
import dev.pixal3d.engine.RequestReader;
import dev.pixal3d.engine.Violation;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.JobOutcome;
import dev.pixal3d.queue.worker.JobRunner;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What a worker does with a request: read it, get the picture, let the engine make the model, leave the file in the
 * job's directory. A missing seed is drawn from the request id, so that every attempt gives the same model.
 */
public final class EngineJobRunner implements JobRunner {
    static final String MODEL = "model.glb";

    private final Engine engine;
    private final Pictures pictures;

    public EngineJobRunner(Engine engine, Pictures pictures) {
        this.engine = engine;
        this.pictures = pictures;
    }

    @Override
    public JobOutcome run(Job job, RunContext context) throws IOException {
        SplittableRandom seeds = new SplittableRandom(job.requestId().hashCode());
        return switch (RequestReader.read(Json.object(job.input()), seeds)) {
            case RequestReader.Outcome.Invalid invalid -> refused(invalid.violations());
            case RequestReader.Outcome.Valid valid -> run(job, valid.request(), context);
        };
    }

    private JobOutcome run(Job job, GenerateRequest request, RunContext context) throws IOException {
        try {
            RgbaImage picture = pictures.load(request.imageUrl());
            context.check();
            GenerateResult result = engine.generate(picture, request, context);
            Files.write(job.directory().resolve(MODEL), result.glb());
            return new JobOutcome.Done(Json.text(Map.of("seed", result.seed())));
        } catch (Pictures.UnusableException e) {
            return refused(List.of(e.violation()));
        } catch (EngineException e) {
            return refused(e);
        }
    }

    private static JobOutcome refused(List<Violation> violations) {
        return new JobOutcome.Refused(422, violations.getFirst().type(), Json.text(Failure.violationBody(violations)));
    }

    private static JobOutcome refused(EngineException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case INPUT -> refused(List.of(new Violation("image_url", "image_load_error", message, Map.of(),
                    Optional.empty())));
            case MODEL_MISSING -> refused(List.of(new Violation("engine", "feature_not_supported", message, Map.of(),
                    Optional.empty())));
            case MEMORY -> new JobOutcome.Refused(500, "internal_server_error",
                    Json.text(Failure.map("detail",
                            List.of(Failure.map("loc", List.of("body"), "msg", message, "type", "internal_server_error",
                                    "url", "https://docs.fal.ai/errors/#internal_server_error")),
                            "message", message)));
        };
    }
}
