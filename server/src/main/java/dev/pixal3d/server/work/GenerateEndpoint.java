// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.InputPicture;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameter.Group;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * {@code fal-ai/pixal3d}: from one picture, or several of one object, to a model. A GLB is always in the answer,
 * because {@code model_glb} is what fal's clients look for; another format that was asked for stands beside it. A
 * missing seed is drawn from the request id, so that every attempt gives the same model.
 */
final class GenerateEndpoint implements Endpoint {
    private static final EndpointId ID = EndpointId.of("fal-ai/pixal3d");
    private static final String VOLUME = "volume";

    /** Of this endpoint alone: the command line has an option of its own for it. */
    private static final Parameter<Boolean> KEEP_VOLUME = new Parameter<>("keep_volume", Group.EXTENSION,
            Affects.RUN, new ParameterType.Flag(), Optional.of(false),
            "Answer with the volume too (10 to 30 MB), so that the model can be exported again with other settings "
                    + "without a run.");

    @Override
    public EndpointId id() { return ID; }

    @Override
    public String title() { return "Pixal3D"; }

    @Override
    public String category() { return "image-to-3d"; }

    @Override
    public String description() { return "One image in, one textured 3D model out."; }

    @Override
    public List<Parameter<?>> inputs() {
        return Stream.concat(Parameters.ALL.stream(), Stream.of(KEEP_VOLUME)).toList();
    }

    @Override
    public List<Output> outputs() {
        List<Output> outputs = new ArrayList<>(ModelFiles.OUTPUTS);
        outputs.add(1, new Output("seed", Content.INTEGER, "The seed that was used.", true));
        outputs.addAll(ResultPictures.OUTPUTS);
        outputs.add(new Output(VOLUME, Content.FILE,
                "The volume that the model was cut from, when keep_volume asks for it; see " + ID + "/export.", false));
        return outputs;
    }

    @Override
    public JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException {
        GenerateRequest request = GenerateRequest.of(settings, new SplittableRandom(job.requestId().hashCode()));
        List<RgbaImage> pictures = new ArrayList<>();
        for (NamedFile file : files(settings, request)) {
            InputPicture picture = decoded(file, tools.downloads().bytes(file, job));
            picture.remarks().forEach(remark -> context.warn(file.said(remark)));
            pictures.add(picture.image());
            context.check();
        }
        ModelWriter wanted = Artifact.writer(request);
        Artifact artifact = tools.generator().generate(pictures, request, ModelFiles.writers(wanted), context);
        ModelFiles models = ModelFiles.write(artifact.exported(), wanted, request.name(), job, context.parallel());
        List<JobResult.OutputFile> files = new ArrayList<>(models.files());
        files.addAll(ResultPictures.write(artifact.exported(), artifact.asset().prepared(), job, context));
        if (settings.get(KEEP_VOLUME)) {
            context.at(VOLUME, 0.99);
            files.add(JobResult.OutputFile.write(job, VOLUME, "_" + VOLUME, "safetensors", "application/octet-stream",
                    out -> VoxelFile.write(artifact.asset(), out)));
        }
        Map<String, Object> values = new LinkedHashMap<>(models.values());
        values.put("seed", request.seed());
        return new JobResult(files, values);
    }

    private static List<NamedFile> files(Settings settings, GenerateRequest request) {
        List<String> urls = request.pictures();
        return settings.find(Parameters.PICTURES).isEmpty()
                ? List.of(NamedFile.of(Parameters.PICTURE, urls.getFirst()))
                : IntStream.range(0, urls.size()).mapToObj(i -> NamedFile.of(Parameters.PICTURES, i, urls.get(i)))
                        .toList();
    }

    private static InputPicture decoded(NamedFile file, byte[] bytes) {
        try {
            return InputPicture.decode(bytes);
        } catch (ProblemException e) {
            if (file.index().isEmpty()) throw e;
            throw new ProblemException(e.problems().stream().map(problem -> problem instanceof Problem.Field field
                    ? file.problem(field.kind(), file.said(field.message()), field.context(), field.input())
                    : problem).toList());
        }
    }
}
