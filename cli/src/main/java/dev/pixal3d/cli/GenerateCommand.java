// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.ExportOptions;
import dev.pixal3d.engine.ExportedModel;
import dev.pixal3d.engine.Exporter;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.VoxelFile;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Pictures to models. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false, description = "Makes a textured 3D model (GLB) of the object in each picture.")
final class GenerateCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Parameters(arity = "1..*", paramLabel = "PICTURE|FOLDER", description = "PNG, JPEG, WebP or GIF files, or folders of them.")
    private List<Path> arguments = List.of();

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE|FOLDER", description = "Where the model goes: a file for one picture (.glb, .zip with OBJ, .stl, .ply or .usdz), else a folder. Default: NAME.glb in the current folder.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one line of JSON a result instead of its path.")
    private boolean json;

    @Option(names = "--keep-voxels", description = "Also write the decoded volume beside the model (NAME.voxels.safetensors), for pixal3d export.")
    private boolean keepVoxels;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Mixin
    private EngineOptions engineOptions = new EngineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private GenerateCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new GenerateCommand(console));
        ParameterOptions.addTo(line.getCommandSpec(), ParameterOptions.all());
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> given = ParameterOptions.given(spec.commandLine().getParseResult(), ParameterOptions.all());
        ParameterOptions.request("check", given);
        List<Path> pictures = Pictures.expand(arguments);
        int worst = ExitCode.OK;
        try (Parallel parallel = new Parallel(threads); Interrupts interrupts = new Interrupts(parallel)) {
            for (Path picture : pictures) {
                int code = one(picture, pictures.size() == 1, given, interrupts.context());
                if (code == ExitCode.CANCELLED) return code;
                worst = worst == ExitCode.OK ? code : worst;
            }
        }
        return worst;
    }

    private int one(Path picture, boolean single, Map<String, Object> given, RunContext run) {
        ProgressPrinter progress = new ProgressPrinter(console.err(), console.terminal(), Pictures.stem(picture));
        try {
            Path target = target(picture, single);
            long started = System.nanoTime();
            GenerateRequest request = ParameterOptions.request(picture.toString(), given);
            RgbaImage image = ImageDecoder.decode(Files.readAllBytes(picture));
            OutputFile.prepare(target);
            RunContext context = run.heardBy(progress);
            ModelWriter writer = ModelFormats.of(target);
            ExportOptions options = ExportOptions.of(request);
            ExportedModel model;
            try (Engine engine = engineOptions.engines().of(request.engine(), context)) {
                DecodedAsset asset = engine.decode(image, request, context.part(0, Exporter.BEGINS_AT));
                if (keepVoxels) OutputFile.write(voxels(target), out -> VoxelFile.write(asset, out));
                model = Exporter.model(asset, Pictures.stem(target), options, writer.textured(),
                        context.part(Exporter.BEGINS_AT, 1));
            }
            Map<String, Object> report = new LinkedHashMap<>();
            OutputFile.write(target, out -> report.putAll(Exporter.write(model, writer,
                    Exporter.settings(options, WriteSettings.HEIGHT), context, out)));
            progress.clear();
            double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
            console.err().printf("%s: %s, %.1f MB in %.1f s (engine %s)%n", Pictures.stem(picture), target,
                    Files.size(target) / 1e6, seconds, report.getOrDefault("engine", ""));
            console.out().println(json ? line(picture, target, request.seed(), report, seconds) : target.toString());
            return ExitCode.OK;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            progress.clear();
            if (single && !(e instanceof UsageException) && Failure.of(e).exitCode() == ExitCode.INTERNAL)
                throw rethrown(e);
            Failure failure = Failure.of(e).in(picture.toString());
            console.err().println("pixal3d: " + failure.message());
            return failure.exitCode();
        }
    }

    private static RuntimeException rethrown(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException(e);
    }

    private String line(Path picture, Path target, int seed, Map<String, Object> report, double seconds)
            throws IOException {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("image", picture.toString());
        line.put("model", target.toString());
        line.put("file_size", Files.size(target));
        line.put("seed", seed);
        line.put("seconds", seconds);
        line.putAll(report);
        return JSON.writeValueAsString(line);
    }

    private Path target(Path picture, boolean single) {
        String name = Pictures.stem(picture) + ".glb";
        if (output.toString().isEmpty()) return Path.of(name);
        boolean folder = Files.isDirectory(output) || Pictures.extension(output).isEmpty();
        if (folder) return output.resolve(name);
        ModelFormats.of(output);
        if (!single) {
            throw new UsageException("-o: a folder is needed for several pictures (got file " + output
                    + "). Name a folder, e.g. -o models/");
        }
        return output;
    }

    private static Path voxels(Path target) {
        return target.resolveSibling(Pictures.stem(target) + ".voxels.safetensors");
    }
}
