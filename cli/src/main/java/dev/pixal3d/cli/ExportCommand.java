// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.ExportOptions;
import dev.pixal3d.engine.ExportedModel;
import dev.pixal3d.engine.Exporter;
import dev.pixal3d.engine.Parameter;
import dev.pixal3d.engine.VoxelFile;
import dev.pixal3d.geometry.voxel.VoxelAttributes;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** A kept volume to a model, without running an engine. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes a model from a decoded volume (see generate --keep-voxels), with other faces, textures or format.")
final class ExportCommand implements Callable<Integer> {
    private static final Set<String> USED = Set.of("decimation_unit", "texture_size",
            "texture_format",
            "remesh", "front", "normal_map", "occlusion_map", "alpha_mode", "geometry_compression", "remesh_mode");
    private static final int LEAST = 1000, LEAST_OF_API = 5000, MOST = 2_000_000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(arity = "1", paramLabel = "VOXELS", description = "A .safetensors file with an O-Voxel volume.")
    private Path voxels = Path.of("");

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", required = true, description = "Where the model goes: .glb, .zip (OBJ), .stl, .ply or .usdz.")
    private Path output = Path.of("");

    @Option(names = {"--decimation_target",
            "--decimation-target"}, paramLabel = "1000..2000000", description = "Vertices of the exported mesh at most (see decimation_unit). Default: ${DEFAULT-VALUE}.")
    private int decimationTarget = 200_000;

    @Option(names = "--height", paramLabel = "MM", description = "Height of an STL model in millimetres. Default: 100.")
    private double height = WriteSettings.HEIGHT;

    @Option(names = "--json", description = "Print one line of JSON instead of the path.")
    private boolean json;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private ExportCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new ExportCommand(console));
        ParameterOptions.addTo(line.getCommandSpec(), parameters());
        return line;
    }

    private static List<Parameter> parameters() {
        return ParameterOptions.all().stream().filter(p -> USED.contains(p.name())).toList();
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> given = ParameterOptions.given(spec.commandLine().getParseResult(), parameters());
        if (decimationTarget < LEAST || decimationTarget > MOST) {
            throw new UsageException("--decimation_target: out of range (got %d, allowed %d to %d)."
                    .formatted(decimationTarget, LEAST, MOST));
        }
        // what follows from the target, as the normal map does, is decided by the request
        given.put("decimation_target", Math.max(decimationTarget, LEAST_OF_API));
        ExportOptions options = ExportOptions.of(ParameterOptions.request(voxels.toString(), given))
                .withDecimationTarget(decimationTarget);
        ModelWriter writer = ModelFormats.of(output);
        ProgressPrinter progress = new ProgressPrinter(console.err(), console.terminal(), Pictures.stem(voxels));
        long started = System.nanoTime();
        try (Parallel parallel = new Parallel(threads); Interrupts interrupts = new Interrupts(parallel)) {
            RunContext context = interrupts.context().heardBy(progress);
            ExportedModel model = Exporter.model(asset(), Pictures.stem(output), options, writer.textured(), context);
            Map<String, Object> report = new LinkedHashMap<>();
            OutputFile.write(output, out -> report.putAll(Exporter.write(model, writer,
                    Exporter.settings(options, height), context, out)));
            long bytes = Files.size(output);
            progress.clear();
            console.err().printf("%s: %s, %.1f MB in %.1f s%n", Pictures.stem(voxels), output, bytes / 1e6,
                    (System.nanoTime() - started) / 1e9);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("voxels", voxels.toString());
            line.put("model", output.toString());
            line.put("file_size", bytes);
            line.putAll(report);
            console.out().println(json ? JSON.writeValueAsString(line) : output.toString());
        } finally {
            progress.clear();
        }
        return ExitCode.OK;
    }

    private DecodedAsset asset() throws IOException {
        try (SafetensorsFile file = SafetensorsFile.open(voxels)) {
            VoxelFile.Contents contents = VoxelFile.read(file);
            return new DecodedAsset(contents::voxels, Optional.empty(), new VoxelAttributes(contents.voxels()),
                    contents.camera(), Optional.empty(), contents.provenance());
        }
    }
}
