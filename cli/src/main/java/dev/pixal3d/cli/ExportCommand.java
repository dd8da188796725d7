// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameter.Affects;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A kept volume to a model, without running an engine. */
@Command(name = "export", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Makes a model from a decoded volume (see generate --keep-voxels), with other faces, textures "
                + "or format.",
        footer = {"", "Example:", "  pixal3d export chair.voxels.safetensors -o small.glb --decimation_target 5000"})
final class ExportCommand implements Callable<Integer> {
    private static final int LEAST_TARGET = 1000;
    /** What the short help shows. */
    private static final Set<String> USUAL = Set.of("--output", "--json", "--decimation_target", "--texture_size",
            "--texture_format", "--pivot", "--height", "--lods", "--min_wall", "--flat_base");

    @CommandLine.Parameters(arity = "1", paramLabel = "VOXELS",
            description = "A .safetensors file with an O-Voxel volume.")
    private Path voxels = Path.of("");

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE", required = true,
            description = "Where the model goes: .glb, .zip (OBJ), .stl, .ply, .usdz, .3mf; - for a GLB on standard "
                    + "output.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one line of JSON instead of the path.")
    private boolean json;

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private ExportCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new ExportCommand(console));
        ParameterOptions.addTo(line.getCommandSpec(), parameters());
        ShortHelp.shorten(line.getCommandSpec(), USUAL);
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
        Destination target = new Destination(output, console);
        if (target.isStream() && json) throw Problem.usage("-o -: is not for --json. Name a file.").exception();
        ModelWriter writer = target.isStream() ? ModelWriters.GLB : ModelWriters.ofFile("-o", output);
        ProgressPrinter progress = new ProgressPrinter(console, 1);
        long started = System.nanoTime();
        try (Parallel parallel = threads.open(); Interrupts interrupts = new Interrupts(parallel)) {
            RunContext context = interrupts.context().heardBy(progress.next(Pictures.stem(voxels)));
            target.prepare();
            ExportedModel model = Exporter.model(VoxelFile.asset(voxels), settings, writer.textured(), context);
            String name = Pictures.stem(target.isStream() ? voxels : output);
            Destination.Written<ExportReport> written = target
                    .produce(out -> model.write(writer, name, parallel, out));
            if (!target.isStream()) Companions.write(model, writer, output, parallel);
            progress.clear();
            console.say(String.format(Locale.ROOT, "%s: %s, %.1f MB in %.1f s", Pictures.stem(voxels),
                    target.isStream() ? "written" : output, written.bytes() / 1e6,
                    (System.nanoTime() - started) / 1e9));
            if (json) line(written);
            else target.tell(output.toString());
        } finally {
            progress.clear();
        }
        return ExitCode.OK;
    }

    private void line(Destination.Written<ExportReport> written) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("voxels", voxels.toString());
        line.put("model", output.toString());
        line.put("file_size", written.bytes());
        line.putAll(written.result().json());
        console.json(line);
    }
}
