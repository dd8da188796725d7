// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.VoxelFile;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import java.io.IOException;
import java.io.UncheckedIOException;
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

/** Pictures to models. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Makes a textured 3D model (GLB) of the object in each picture.")
final class GenerateCommand implements Callable<Integer> {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @CommandLine.Parameters(arity = "1..*", paramLabel = "PICTURE|FOLDER",
            description = "PNG, JPEG, WebP or GIF files, or folders of them.")
    private List<Path> arguments = List.of();

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE|FOLDER",
            description = "Where the model goes: a file for one picture (.glb, .zip with OBJ, .stl, .ply or .usdz), else a folder. Default: NAME.glb in the current folder.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one line of JSON a result instead of its path.")
    private boolean json;

    @Option(names = "--keep-voxels",
            description = "Also write the decoded volume beside the model (NAME.voxels.safetensors), for pixal3d export.")
    private boolean keepVoxels;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private GenerateCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new GenerateCommand(console));
        EngineFlags.addTo(line.getCommandSpec());
        ParameterOptions.addTo(line.getCommandSpec(), ParameterOptions.all());
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> given = ParameterOptions.given(spec.commandLine().getParseResult(), ParameterOptions.all());
        GenerateRequest any = ParameterOptions.request("any", given);
        List<Path> pictures = Pictures.expand(arguments);
        List<Path> targets = targets(pictures, any, given);
        int worst = ExitCode.OK;
        try (Parallel parallel = new Parallel(threads);
                Interrupts interrupts = new Interrupts(parallel);
                Pipeline pipeline = new Pipeline(new Engines(EngineFlags.of(spec)))) {
            for (int i = 0; i < pictures.size(); i++) {
                GenerateRequest request = ParameterOptions.request(pictures.get(i).toString(), given);
                int code = one(pictures.get(i), targets.get(i), pictures.size() == 1, request, pipeline,
                        interrupts.context());
                if (code == ExitCode.CANCELLED) return code;
                worst = worst == ExitCode.OK ? code : worst;
            }
        }
        return worst;
    }

    private int one(Path picture, Path target, boolean single, GenerateRequest request, Pipeline pipeline,
            RunContext run) {
        ProgressPrinter progress = new ProgressPrinter(console.err(), console.terminal(), Pictures.stem(picture));
        try {
            long started = System.nanoTime();
            RgbaImage image = ImageDecoder.decode(Files.readAllBytes(picture));
            OutputFile.prepare(target);
            RunContext context = run.heardBy(progress);
            ModelWriter writer = ModelFormats.of(target);
            Artifact artifact = pipeline.generate(image, request, List.of(writer), asset -> keep(asset, target),
                    context);
            ExportReport report = OutputFile.produce(target,
                    out -> artifact.write(writer, Pictures.stem(target), context.parallel(), out));
            progress.clear();
            double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
            Map<String, Object> json = report.json();
            console.err().printf("%s: %s, %.1f MB in %.1f s (engine %s)%n", Pictures.stem(picture), target,
                    Files.size(target) / 1e6, seconds, json.getOrDefault("engine", ""));
            console.out().println(this.json ? line(picture, target, request.seed(), json, seconds) : target.toString());
            return ExitCode.OK;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            progress.clear();
            Failure failure = Failure.of(e);
            if (single && failure.exitCode() == ExitCode.INTERNAL) throw rethrown(e);
            Failure named = failure.exitCode() == ExitCode.INPUT ? failure.in(picture.toString()) : failure;
            console.err().println("pixal3d: " + named.message());
            return named.exitCode();
        }
    }

    private void keep(DecodedAsset asset, Path target) {
        if (!keepVoxels) return;
        try {
            OutputFile.write(voxels(target), out -> VoxelFile.write(asset, out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RuntimeException rethrown(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException(e);
    }

    private String line(Path picture, Path target, long seed, Map<String, Object> report, double seconds)
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

    /** Where the models go, in the pictures' order: no two to one file. */
    private List<Path> targets(List<Path> pictures, GenerateRequest request, Map<String, Object> given) {
        boolean folder = output.toString().isEmpty() || Files.isDirectory(output)
                || Pictures.extension(output).isEmpty();
        String extension = Artifact.writer(request).extension();
        if (folder) {
            List<String> names = Targets.names(pictures);
            for (int i = 0; i < names.size(); i++) sayRenamed(pictures.get(i), names.get(i) + "." + extension);
            return names.stream().map(n -> n + "." + extension)
                    .map(n -> output.toString().isEmpty() ? Path.of(n) : output.resolve(n)).toList();
        }
        ModelWriter writer = ModelFormats.of(output);
        if (given.containsKey(Parameters.OUTPUT_FORMAT.name()) && !writer.extension().equals(extension)) {
            throw Problem.usage("--output_format: is not that of the file (got " + extension + " and " + output
                    + "). Leave one of them out.").exception();
        }
        if (pictures.size() > 1) {
            throw Problem.usage("-o: a folder is needed for several pictures (got file " + output
                    + "). Name a folder, e.g. -o models/").exception();
        }
        return List.of(output);
    }

    private void sayRenamed(Path picture, String name) {
        if (name.startsWith(Pictures.stem(picture) + ".")) return;
        console.err().println(picture + ": becomes " + name + ", because another picture has the same name");
    }

    private static Path voxels(Path target) {
        return target.resolveSibling(Pictures.stem(target) + ".voxels.safetensors");
    }
}
