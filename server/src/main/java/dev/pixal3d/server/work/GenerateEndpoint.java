// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * {@code fal-ai/pixal3d}: from one picture to a model. A GLB is always in the answer, because {@code model_glb} is what
 * fal's clients look for; another format that was asked for stands beside it. A missing seed is drawn from the request
 * id, so that every attempt gives the same model.
 */
final class GenerateEndpoint implements Endpoint {
    private static final EndpointId ID = EndpointId.of("fal-ai/pixal3d");

    @Override
    public EndpointId id() { return ID; }

    @Override
    public String title() { return "Pixal3D"; }

    @Override
    public String category() { return "image-to-3d"; }

    @Override
    public String description() { return "One image in, one textured 3D model out."; }

    @Override
    public List<Parameter<?>> inputs() { return Parameters.ALL; }

    @Override
    public List<Output> outputs() {
        List<Output> outputs = new ArrayList<>();
        outputs.add(new Output(field(ModelWriters.GLB), Content.FILE, "The textured model in GLB format.", true));
        outputs.add(new Output("seed", Content.INTEGER, "The seed that was used.", true));
        for (ModelWriter writer : ModelWriters.ALL) {
            if (writer.equals(ModelWriters.GLB)) continue;
            outputs.add(new Output(field(writer), Content.FILE,
                    "The model as " + writer.description() + ", when output_format asks for it.", false));
        }
        return outputs;
    }

    private static String field(ModelWriter writer) { return "model_" + writer.id().toLowerCase(Locale.ROOT); }

    @Override
    public JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException {
        GenerateRequest request = GenerateRequest.of(settings, new SplittableRandom(job.requestId().hashCode()));
        RgbaImage picture = ImageDecoder.decode(tools.downloads().bytes(Parameters.PICTURE, request.picture(), job));
        context.check();
        Set<ModelWriter> writers = new LinkedHashSet<>(List.of(ModelWriters.GLB, Artifact.writer(request)));
        Artifact artifact = tools.generator().generate(picture, request, List.copyOf(writers), context);
        List<JobResult.OutputFile> files = new ArrayList<>();
        for (ModelWriter writer : artifact.writers()) {
            String name = "model." + writer.extension();
            try (OutputStream out = Files.newOutputStream(PrivateFiles.file(job.directory().resolve(name)))) {
                artifact.write(writer, "model", context.parallel(), out);
            }
            files.add(new JobResult.OutputFile(field(writer), name, writer.extension(), writer.mediaType()));
        }
        return new JobResult(files, Map.of("seed", request.seed()));
    }
}
