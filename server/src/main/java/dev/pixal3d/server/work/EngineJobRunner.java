// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.JobRunner;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * What a worker does with a request: read it, get the picture, let the pipeline make the model, leave its files in the
 * job's directory. A GLB is always among them, because {@code model_glb} is what fal's clients look for; another format
 * that was asked for stands beside it. A missing seed is drawn from the request id, so that every attempt gives the same
 * model. No path of this machine gets into what the request's owner reads.
 */
public final class EngineJobRunner implements JobRunner {
    /** From a picture to a model: {@link dev.pixal3d.pipeline.Pipeline}. */
    @FunctionalInterface
    public interface Generator {
        Artifact generate(RgbaImage picture, GenerateRequest request, List<ModelWriter> writers, RunContext context);
    }

    private final Generator generator;
    private final Pictures pictures;

    public EngineJobRunner(Generator generator, Pictures pictures) {
        this.generator = generator;
        this.pictures = pictures;
    }

    @Override
    public Outcome run(Job job, RunContext whole) throws IOException {
        RunContext context = whole.heardBy(new StageLog(whole.listener()));
        Optional<String> url = Optional.empty();
        try {
            GenerateRequest request = RequestReader.read(Json.object(job.input()),
                    new SplittableRandom(job.requestId().hashCode()));
            url = Optional.of(request.picture());
            RgbaImage picture = pictures.load(request.picture(), FileStager.picture(job));
            context.check();
            Set<ModelWriter> writers = new LinkedHashSet<>(List.of(ModelWriters.GLB, Artifact.writer(request)));
            Artifact artifact = generator.generate(picture, request, List.copyOf(writers), context);
            return new Outcome.Succeeded(written(job, artifact, context).text());
        } catch (ProblemException e) {
            Optional<String> picture = url;
            return Inputs.rejection(e.problems().stream().map(p -> HiddenPaths.in(withInput(p, picture))).toList());
        }
    }

    private static JobResult written(Job job, Artifact artifact, RunContext context) throws IOException {
        List<JobResult.OutputFile> files = new ArrayList<>();
        for (ModelWriter writer : artifact.writers()) {
            String name = "model." + writer.extension();
            try (OutputStream out = Files.newOutputStream(job.directory().resolve(name))) {
                artifact.write(writer, "model", context.parallel(), out);
            }
            files.add(new JobResult.OutputFile("model_" + writer.id(), name, "", writer.extension(),
                    writer.mediaType()));
        }
        for (Map.Entry<String, RgbaImage> picture : ResultPictures.of(artifact, context).entrySet()) {
            String name = picture.getKey() + ".png";
            Files.write(job.directory().resolve(name), ImageEncoder.png(picture.getValue(), true));
            files.add(new JobResult.OutputFile(picture.getKey(), name, "_" + picture.getKey(), "png", "image/png"));
        }
        return new JobResult(artifact.request().seed(), files);
    }

    /** Shows the picture's URL with what is wrong with it. */
    private static Problem withInput(Problem problem, Optional<String> url) {
        return problem instanceof Problem.Field field && field.field().equals(Problem.PICTURE)
                && field.input().isEmpty()
                        ? new Problem.Field(field.kind(), field.field(), field.message(), field.context(),
                                url.map(u -> u))
                        : problem;
    }
}
