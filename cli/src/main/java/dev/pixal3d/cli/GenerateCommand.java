// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.image.InputPicture;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Pictures to models. */
@Command(name = "generate", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Makes a textured 3D model (GLB) of the object in each picture, or of one in all of them.",
        footer = {"", "Examples:", "  pixal3d generate chair.png -o chair.glb --decimation_target 50000",
                "  pixal3d generate pictures/ https://example.org/cup.jpg -o models/ --json",
                "  curl -s https://example.org/cup.jpg | pixal3d generate - -o - > cup.glb"})
final class GenerateCommand implements Callable<Integer> {
    /** What the short help shows. */
    private static final Set<String> USUAL = Set.of("--output", "--json", "--keep-voxels", "--seed",
            "--cameras", "--decimation_target", "--texture_size", "--background", "--output_format", "--engine");

    @CommandLine.Parameters(arity = "0..*", paramLabel = "PICTURE",
            description = "Files (PNG, JPEG, WebP, GIF, BMP, TIFF, TGA, HEIC, AVIF), folders of them, URLs, or - for "
                    + "standard input.")
    private List<String> arguments = List.of();

    @Option(names = {"-o",
            "--output"}, paramLabel = "FILE|FOLDER",
            description = "A file for one picture (.glb, .zip with OBJ, .stl, .ply, .usdz, .3mf; - for standard "
                    + "output), else a folder. Default: NAME.glb in the current folder.")
    private Path output = Path.of("");

    @Option(names = "--json", description = "Print one line of JSON a picture, failed ones too, instead of paths.")
    private boolean json;

    @Option(names = "--keep-voxels",
            description = "Also write the decoded volume (NAME.voxels.safetensors), for pixal3d export.")
    private boolean keepVoxels;

    @Mixin
    private CamerasOption cameras = new CamerasOption();

    @Mixin
    private ThreadOption threads = new ThreadOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;

    private GenerateCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new GenerateCommand(console));
        EngineFlags.addTo(line.getCommandSpec());
        ParameterOptions.addTo(line.getCommandSpec(), ParameterOptions.all());
        ShortHelp.shorten(line.getCommandSpec(), USUAL);
        return line;
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> given = ParameterOptions.given(spec.commandLine().getParseResult(), ParameterOptions.all());
        List<Subject> subjects = subjects(given);
        List<Destination> targets = targets(subjects, given);
        ProgressPrinter progress = new ProgressPrinter(console, targets.size());
        int done = 0;
        int exitCode = ExitCode.OK;
        try (Parallel parallel = threads.open();
                Interrupts interrupts = new Interrupts(parallel);
                Pipeline pipeline = new Pipeline(new Engines(EngineFlags.of(spec)))) {
            for (int i = 0; i < targets.size(); i++) {
                Subject subject = subjects.get(i);
                RunContext context = interrupts.context().heardBy(progress.next(subject.main().stem()));
                int code = one(subject, targets.get(i), pipeline, context, progress);
                if (code == ExitCode.CANCELLED) return code;
                if (code == ExitCode.OK) done++;
                if (exitCode == ExitCode.OK) exitCode = code;
            }
        }
        if (targets.size() > 1) {
            console.say("%d of %d done%s".formatted(done, targets.size(),
                    done < targets.size() ? ", " + (targets.size() - done) + " failed" : ""));
        }
        return exitCode;
    }

    private List<Subject> subjects(Map<String, Object> given) throws IOException {
        if (cameras.isGiven()) return List.of(cameras.subject(arguments, given, console));
        if (arguments.isEmpty()) {
            throw Problem.usage("PICTURE: missing. Name a file, a folder or an address.")
                    .exception();
        }
        ParameterOptions.request("any", given);
        Pictures pictures = Pictures.expand(arguments, console);
        pictures.saySkipped(console);
        return pictures.sources().stream().map(picture -> new Subject(List.of(picture), given)).toList();
    }

    private int one(Subject subject, Destination target, Pipeline pipeline, RunContext context,
            ProgressPrinter progress) {
        PictureSource picture = subject.main();
        try {
            long started = System.nanoTime();
            GenerateRequest request = subject.request();
            List<RgbaImage> images = new ArrayList<>();
            for (PictureSource each : subject.pictures()) {
                picture = each;
                InputPicture decoded = InputPicture.decode(each.bytes());
                decoded.remarks()
                        .forEach(remark -> context.warn((subject.isSeveral() ? each.shown() + ": " : "") + remark));
                images.add(decoded.image());
            }
            picture = subject.main();
            target.prepare();
            ModelWriter writer = target.isStream()
                    ? Artifact.writer(request)
                    : ModelWriters.ofFile("-o", target.path());
            Artifact artifact = pipeline.generate(images, request, List.of(writer),
                    asset -> keep(asset, target),
                    context);
            String name = target.isStream() ? picture.stem() : Pictures.stem(target.path());
            Destination.Written<ExportReport> written = target
                    .produce(out -> artifact.write(writer, name, context.parallel(), out));
            if (!target.isStream()) Companions.write(artifact.exported(), writer, target.path(), context.parallel());
            progress.clear();
            double seconds = Math.round((System.nanoTime() - started) / 1e7) / 100.0;
            Map<String, Object> report = written.result().json();
            console.say(String.format(Locale.ROOT, "%s: %s, %.1f MB in %.1f s (engine %s)", progress.subject(),
                    target.isStream() ? "written" : target.path(), written.bytes() / 1e6, seconds,
                    report.getOrDefault("engine", "")));
            if (json) line(subject, target, written, request.seed(), seconds);
            else target.tell(target.path().toString());
            return ExitCode.OK;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            progress.clear();
            return failed(subject.blamed(String.valueOf(e.getMessage()), picture), e);
        }
    }

    private int failed(PictureSource picture, Throwable thrown) {
        CommandFailure failure = CommandFailure.of(thrown);
        CommandFailure named = failure.exitCode() == ExitCode.INPUT ? failure.in(picture.shown()) : failure;
        if (arguments.size() == 1 && failure.exitCode() == ExitCode.INTERNAL) throw rethrown(thrown);
        console.error(named.message());
        if (json) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("image", picture.shown());
            line.put("error", named.json());
            console.json(line);
        }
        return named.exitCode();
    }

    private void keep(DecodedAsset asset, Destination target) {
        if (keepVoxels) WholeFile.write(voxels(target.path()), out -> VoxelFile.write(asset, out));
    }

    private static RuntimeException rethrown(Throwable e) {
        return e instanceof RuntimeException r ? r : new IllegalStateException(e);
    }

    private void line(Subject subject, Destination target, Destination.Written<ExportReport> written, long seed,
            double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("image", subject.main().shown());
        if (subject.isSeveral()) line.put("images", subject.pictures().stream().map(PictureSource::shown).toList());
        line.put("model", target.path().toString());
        line.put("file_size", written.bytes());
        line.put("seed", seed);
        line.put("seconds", seconds);
        line.putAll(written.result().json());
        console.json(line);
    }

    /** Where the models go, in the pictures' order: no two to one file. */
    private List<Destination> targets(List<Subject> subjects, Map<String, Object> given) {
        List<PictureSource> pictures = subjects.stream().map(Subject::main).toList();
        if (Destination.isStream(output)) return toStream(pictures);
        boolean folder = output.toString().isEmpty() || Files.isDirectory(output)
                || Pictures.extension(output).isEmpty();
        String extension = Artifact.writer(subjects.getFirst().request()).extension();
        if (folder) {
            List<String> names = Targets.names(pictures);
            for (int i = 0; i < names.size(); i++) sayRenamed(pictures.get(i), names.get(i) + "." + extension);
            return names.stream().map(n -> n + "." + extension)
                    .map(n -> new Destination(output.toString().isEmpty() ? Path.of(n) : output.resolve(n), console))
                    .toList();
        }
        ModelWriter writer = ModelWriters.ofFile("-o", output);
        if (given.containsKey(Parameters.OUTPUT_FORMAT.name()) && !writer.extension().equals(extension)) {
            throw Problem.usage("--output_format: is not that of the file (got " + extension + " and " + output
                    + "). Leave one of them out.").exception();
        }
        if (pictures.size() > 1) {
            throw Problem.usage("-o: a folder is needed for several pictures (got file " + output
                    + "). Name a folder, e.g. -o models/, or say with --cameras that they show one object.")
                    .exception();
        }
        return List.of(new Destination(output, console));
    }

    private List<Destination> toStream(List<PictureSource> pictures) {
        if (pictures.size() > 1 || json || keepVoxels) {
            throw Problem.usage("-o -: takes one picture, without --json and --keep-voxels (got " + pictures.size()
                    + (pictures.size() == 1 ? " picture" : " pictures") + "). Name a file or folder instead.")
                    .exception();
        }
        return List.of(new Destination(output, console));
    }

    private void sayRenamed(PictureSource picture, String name) {
        if (name.startsWith(picture.stem() + ".")) return;
        console.say(picture.shown() + ": becomes " + name + ", because another picture has the same name");
    }

    private static Path voxels(Path target) {
        return target.resolveSibling(Pictures.stem(target) + ".voxels.safetensors");
    }
}
