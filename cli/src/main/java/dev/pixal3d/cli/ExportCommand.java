// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** A kept volume to a model, without running an engine. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Makes a model from a decoded volume (see generate --keep-voxels), with other faces, textures or format.")
final class ExportCommand implements Callable<Integer> {
    private static final int LEAST_TARGET = 1000;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @CommandLine.Parameters(arity = "1", paramLabel = "VOXELS",
            description = "A .safetensors file with an O-Voxel volume.")
    private Path voxels = Path.of("");

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", required = true,
            description = "Where the model goes: .glb, .zip (OBJ), .stl, .ply or .usdz.")
    private Path output = Path.of("");

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

    /** Those that matter after decoding; an export may go below the least target of the API. */
    private static List<Parameter<?>> parameters() {
        return Parameters.affecting(Affects.EXPORT).stream()
                .<Parameter<?>>map(p -> p.equals(Parameters.DECIMATION_TARGET)
                        ? Parameters.decimationTarget(LEAST_TARGET)
                        : p)
                .toList();
    }

    @Override
    public Integer call() throws IOException {
        Settings settings = ParameterOptions.settings(
                ParameterOptions.given(spec.commandLine().getParseResult(), parameters()), parameters());
        ModelWriter writer = ModelFormats.of(output);
        ProgressPrinter progress = new ProgressPrinter(console.err(), console.terminal(), Pictures.stem(voxels));
        long started = System.nanoTime();
        try (Parallel parallel = new Parallel(threads); Interrupts interrupts = new Interrupts(parallel)) {
            RunContext context = interrupts.context().heardBy(progress);
            ExportedModel model = Exporter.model(VoxelFile.asset(voxels), settings, writer.textured(), context);
            ExportReport report = OutputFile.produce(output,
                    out -> model.write(writer, Pictures.stem(output), height, parallel, out));
            long bytes = Files.size(output);
            progress.clear();
            console.err().printf("%s: %s, %.1f MB in %.1f s%n", Pictures.stem(voxels), output, bytes / 1e6,
                    (System.nanoTime() - started) / 1e9);
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("voxels", voxels.toString());
            line.put("model", output.toString());
            line.put("file_size", bytes);
            line.putAll(report.json());
            console.out().println(json ? JSON.writeValueAsString(line) : output.toString());
        } finally {
            progress.clear();
        }
        return ExitCode.OK;
    }
}
