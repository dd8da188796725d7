// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.ExitCode;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.MeshReport;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.render.ContactSheet;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.InputPicture;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Models of many pictures, measured and looked at: a table and a contact sheet, both from the finished files. */
@Command(name = "quality", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Generates models of pictures and reports how good they are: a table and a contact sheet.",
        footer = {"", "Example:", "  pixal3d quality pictures/ -o report/"})
final class QualityCommand implements Callable<Integer> {
    private static final double[] AZIMUTHS = {0, 45, 90, 180};

    @CommandLine.Parameters(arity = "1..*", paramLabel = "PICTURE",
            description = "Pictures, folders of them, or URLs.")
    private List<String> arguments = List.of();

    @Option(names = {"-o",
            "--output"}, paramLabel = "FOLDER", required = true,
            description = "For the models, sheet.png and table.md.")
    private Path output = Path.of("");

    @Option(names = "--composite",
            description = "Put each cut-out on a drawn backdrop first, so that the background has to be found.")
    private boolean composite;

    @Option(names = "--tile", paramLabel = "PIXELS", description = "Size of a picture on the sheet. Default: 256.")
    private int tile = 256;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final Console console;
    private final List<ContactSheet.Tile> tiles = new ArrayList<>();
    private final List<String> rows = new ArrayList<>();
    private double iouSum;
    private double iouMin = 1;
    private double psnrSum;
    private double secondsSum;
    private long openEdges;

    private QualityCommand(Console console) { this.console = console; }

    static CommandLine create(Console console) {
        CommandLine line = new CommandLine(new QualityCommand(console));
        EngineFlags.addTo(line.getCommandSpec());
        ParameterOptions.addTo(line.getCommandSpec(), ParameterOptions.all());
        ShortHelp.shorten(line.getCommandSpec(), Set.of("--output", "--composite", "--tile", "--engine"));
        return line;
    }

    @Override
    public Integer call() throws IOException {
        OptionRange.check("--tile", tile, 16, 4096);
        Map<String, Object> given = ParameterOptions.given(spec.commandLine().getParseResult(), ParameterOptions.all());
        Pictures found = Pictures.expand(arguments, console);
        found.saySkipped(console);
        List<PictureSource> pictures = found.sources();
        ProgressPrinter progress = new ProgressPrinter(console, pictures.size());
        rows.add("| picture | silhouette IoU | PSNR dB | open edges | non-manifold | vertices | charts | seconds |");
        rows.add("|---|---|---|---|---|---|---|---|");
        List<String> names = Targets.names(pictures);
        try (Parallel parallel = Parallel.allCores();
                Interrupts interrupts = new Interrupts(parallel);
                Pipeline pipeline = new Pipeline(new Engines(EngineFlags.of(spec)))) {
            for (int i = 0; i < pictures.size(); i++)
                one(pictures.get(i), names.get(i), i, given, pipeline, interrupts.context(), progress);
        }
        int n = pictures.size();
        rows.add(String.format(Locale.ROOT, "| **mean (min)** | **%.4f (%.4f)** | **%.1f** | **%d** | | | | **%.1f** |",
                iouSum / n,
                iouMin, psnrSum / n, openEdges, secondsSum / n));
        WholeFile.write(output.resolve("sheet.png"),
                out -> out.write(ImageEncoder.png(ContactSheet.compose(tiles, AZIMUTHS.length + 1), false)));
        Files.write(output.resolve("table.md"), rows);
        rows.forEach(console.out()::println);
        return ExitCode.OK;
    }

    private void one(PictureSource picture, String target, int number, Map<String, Object> given,
            Pipeline pipeline, RunContext run, ProgressPrinter progress)
            throws IOException {
        String name = target
                + (composite ? " " + Backdrop.values()[number % Backdrop.values().length] : "");
        GenerateRequest request = ParameterOptions.request(picture.shown(), given);
        RunContext context = run.heardBy(progress.next(name));
        long started = System.nanoTime();
        InputPicture decoded = InputPicture.decode(picture.bytes());
        decoded.remarks().forEach(context::warn);
        Backdrop backdrop = Backdrop.values()[number % Backdrop.values().length];
        RgbaImage image = composite ? backdrop.behind(decoded.image()) : decoded.image();
        Artifact artifact = pipeline.generate(List.of(image), request, List.of(ModelWriters.GLB), _ -> {}, context);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        ExportReport report = artifact.write(ModelWriters.GLB, name, context.parallel(), file);
        byte[] glb = file.toByteArray();
        DecodedAsset asset = artifact.asset();
        double seconds = (System.nanoTime() - started) / 1e9;
        progress.clear();
        WholeFile.write(output.resolve(name + ".glb"), out -> out.write(glb));
        RgbaImage prepared = asset.prepared().orElseThrow(() -> Problem.unusable(
                "quality: the engine keeps no prepared picture to compare with. Use --engine preview.").exception());
        GlbModel model = GlbReader.read(glb);
        Likeness likeness = Likeness.of(model, prepared, asset.camera().orElseThrow(), request.get(Parameters.FRONT),
                artifact.exported().placement(), context.parallel());
        MeshReport mesh = MeshReport.of(WeldedVertices.weld(model.merged()));
        Object charts = report.uv().<Object>map(ExportReport.Layout::charts).orElse("");
        rows.add(String.format(Locale.ROOT, "| %s | %.4f | %.1f | %d | %d | %d | %s | %.1f |", name,
                likeness.silhouetteIou(),
                likeness.psnr(), mesh.boundaryEdges(), mesh.nonManifoldEdges(), mesh.vertices(), charts, seconds));
        console.say(rows.getLast());
        iouSum += likeness.silhouetteIou();
        iouMin = Math.min(iouMin, likeness.silhouetteIou());
        psnrSum += likeness.psnr();
        secondsSum += seconds;
        openEdges += mesh.boundaryEdges();
        tiles.add(new ContactSheet.Tile(name, Thumbnail.of(image, tile)));
        Renderer renderer = new Renderer(model);
        for (double azimuth : AZIMUTHS) {
            tiles.add(new ContactSheet.Tile(String.format(Locale.ROOT, "%.0f\u00b0", azimuth),
                    renderer.render(new View.Orbit(azimuth, 5), RenderOptions.of(tile, RenderMode.SHADED),
                            context.parallel())));
        }
    }
}
