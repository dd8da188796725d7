// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.InputPicture;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * {@code fal-ai/pixal3d/prepare}: what a run would make a model of, before it makes one: the cut-out, the camera, and
 * what is remarkable about them. Takes a second where a run takes many.
 */
final class PrepareEndpoint implements Endpoint {
    private static final EndpointId ID = EndpointId.of("fal-ai/pixal3d/prepare");
    private static final String FINDINGS = "findings";

    @Override
    public EndpointId id() { return ID; }

    @Override
    public String title() { return "Pixal3D prepare"; }

    @Override
    public String category() { return "image-to-image"; }

    @Override
    public String description() { return "The object that a model would be made of, cut out, and its camera."; }

    @Override
    public List<Parameter<?>> inputs() {
        return List.of(Parameters.PICTURE, Parameters.BACKGROUND, Parameters.CAMERA_ANGLE_X, Parameters.MESH_SCALE,
                Parameters.ENGINE);
    }

    @Override
    public List<Output> outputs() {
        return List.of(
                new Output(ResultPictures.PREPARED, Content.FILE,
                        "The input as the engine would see it: square and cut out (PNG).", true),
                new Output(FINDINGS, Content.OBJECT,
                        "How the object was cut out, its size in pixels, the edges it touches, the camera, and "
                                + "remarks on the file.",
                        true));
    }

    @Override
    public JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException {
        GenerateRequest request = GenerateRequest.of(settings, new SplittableRandom(0));
        InputPicture picture = InputPicture
                .decode(tools.downloads().bytes(Parameters.PICTURE, request.pictures().getFirst(), job));
        picture.remarks().forEach(context::warn);
        context.check();
        Preparation made = tools.preparer().prepare(picture.image(), request, context);
        Map<String, Object> findings = new LinkedHashMap<>(made.json());
        findings.put("remarks", picture.remarks());
        return new JobResult(List.of(ResultPictures.prepared(made.cutout(), job)), Map.of(FINDINGS, findings));
    }
}
