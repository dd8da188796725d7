// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameter.Group;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.worker.Job;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code fal-ai/pixal3d/export}: the volume that an earlier run kept, as a file with other settings. No engine runs. A
 * GLB is always in the answer; another format that was asked for stands beside it.
 */
final class ExportEndpoint implements Endpoint {
    private static final byte[] GLB = {'g', 'l', 'T', 'F'};
    private static final EndpointId ID = EndpointId.of("fal-ai/pixal3d/export");

    private static final Parameter<String> VOLUME = new Parameter<>("volume_url", Group.BASIC, Affects.RUN,
            new ParameterType.FileUrl("volume", "https://example.com/model.safetensors",
                    "Make it with a lower resolution."),
            Optional.empty(), "The volume that a run with keep_volume answered with, by its URL.");

    @Override
    public EndpointId id() { return ID; }

    @Override
    public String title() { return "Pixal3D export"; }

    @Override
    public String category() { return "3d-to-3d"; }

    @Override
    public String description() { return "A kept volume in, a model with other settings out; nothing is generated."; }

    @Override
    public List<Parameter<?>> inputs() {
        List<Parameter<?>> inputs = new ArrayList<>(List.of(VOLUME));
        inputs.addAll(Parameters.affecting(Affects.EXPORT));
        inputs.add(Parameters.OUTPUT_FORMAT);
        return List.copyOf(inputs);
    }

    @Override
    public List<Output> outputs() {
        List<Output> outputs = new ArrayList<>(ModelFiles.OUTPUTS);
        outputs.addAll(ResultPictures.OUTPUTS);
        return outputs;
    }

    @Override
    public JobResult run(Settings settings, Job job, WorkerTools tools, RunContext context) throws IOException {
        ModelWriter wanted = ModelWriters.of(settings.get(Parameters.OUTPUT_FORMAT)).orElseThrow();
        ExportedModel model = Exporter.model(asset(settings, job, tools), settings, true, context);
        ModelFiles models = ModelFiles.write(model, wanted, "model", job, context.parallel());
        List<JobResult.OutputFile> files = new ArrayList<>(models.files());
        files.addAll(ResultPictures.write(model, Optional.empty(), job, context));
        return new JobResult(files, models.values());
    }

    private static DecodedAsset asset(Settings settings, Job job, WorkerTools tools) throws IOException {
        NamedFile volume = NamedFile.of(VOLUME, settings.get(VOLUME));
        Optional<Path> staged = FileStager.staged(volume, job);
        Path path = staged.isPresent()
                ? staged.get()
                : Files.write(PrivateFiles.file(job.directory().resolve(VOLUME.name())),
                        tools.downloads().bytes(volume, job));
        try {
            return VoxelFile.asset(path);
        } catch (ProblemException e) {
            String why = isGlb(path)
                    ? "volume: this is a GLB, not a kept volume. Send the URL under volume of a run with keep_volume."
                    : e.problem().message();
            throw new Problem.Field(e.problem().kind(), VOLUME.name(), why, Map.of(), Optional.empty()).exception();
        }
    }

    private static boolean isGlb(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(4), GLB);
        }
    }
}
