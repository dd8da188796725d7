// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.SilhouetteOverlap;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.Engines;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.export.PrintReport;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.pipeline.request.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What artists and printers get: the print report of each picture's model as it comes and with thickened walls and a
 * flat base, and how far the outlines of its levels of detail agree with the finest's, the worst of eight sides.
 *
 * <pre>
 * FilesBench FOLDER PICTURE...
 * </pre>
 *
 * The thickened prints are left in the folder, for other programs to look at.
 */
public final class FilesBench {
    private static final int LEVELS = 3, VIEWS = 8, SIZE = 512;
    private static final double WALL_MM = 2, BASE_MM = 0.5;

    private final MarkdownTable prints = MarkdownTable.later("Prints, 100 mm high; then with min_wall %.0f and "
            .formatted(WALL_MM) + "flat_base %.1f".formatted(BASE_MM));
    private final MarkdownTable levels = MarkdownTable
            .later("Levels of detail: faces, and outline against the finest's");
    private final Path folder;
    private final RunContext context;

    private FilesBench(Path folder, RunContext context) {
        this.folder = folder;
        this.context = context;
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        try (Parallel parallel = Parallel.allCores(); Engines engines = new Engines(EngineOptions.NONE)) {
            FilesBench bench = new FilesBench(folder, RunContext.silent(parallel));
            for (int i = 1; i < arguments.length; i++) bench.measure(Path.of(arguments[i]), engines);
            bench.prints.print();
            bench.levels.print();
        }
    }

    private void measure(Path picture, Engines engines) throws IOException {
        String name = String.valueOf(picture.getFileName()).replaceFirst("\\.\\w+$", "");
        DecodedAsset asset = engines.ready("preview", 1, context).engine().decode(
                ImageDecoder.decode(Files.readAllBytes(picture)),
                RequestReader.read(Map.of("image_url", "x", "seed", 1, "engine", "preview"), new Random(1)), context);
        Settings settings = Settings.DEFAULTS.with(Parameters.DECIMATION_TARGET, 20_000)
                .with(Parameters.TEXTURE_SIZE, 1024).with(Parameters.LODS, LEVELS);
        ExportedModel model = Exporter.model(asset, settings, true, context);
        print(name, model, settings);
        levels(name, model);
    }

    private void print(String name, ExportedModel model, Settings settings) throws IOException {
        PrintReport plain = printed(model, settings, new ByteArrayOutputStream());
        ByteArrayOutputStream stl = new ByteArrayOutputStream();
        PrintReport thick = printed(model,
                settings.with(Parameters.MIN_WALL, WALL_MM).with(Parameters.FLAT_BASE, BASE_MM), stl);
        Files.write(folder.resolve(name + ".stl"), stl.toByteArray());
        prints.add(new MarkdownTable.Row().with("picture", name)
                .with("watertight", plain.watertight() + " / " + thick.watertight())
                .with("thinnest wall mm", numbers("%.2f", plain.thinnestMm(), thick.thinnestMm()))
                .with("%% below %.1f / %.1f mm".formatted(PrintReport.USUAL_MM, WALL_MM),
                        numbers("%.2f", 100 * plain.thinShare(), 100 * thick.thinShare()))
                .with("flat area mm2", numbers("%.0f", plain.baseMm2(), thick.baseMm2()))
                .with("volume cm3", numbers("%.1f", plain.volumeCm3(), thick.volumeCm3())));
    }

    private PrintReport printed(ExportedModel model, Settings settings, ByteArrayOutputStream out) throws IOException {
        ModelWriter stl = ModelWriters.of("stl").orElseThrow();
        return new ExportedModel(model.solid(), model.normals(), model.colors(), model.textured(), settings,
                model.report()).write(stl, "print", context.parallel(), out).print().orElseThrow();
    }

    private static String numbers(String format, double plain, double thick) {
        return String.format(Locale.ROOT, format + " / " + format, plain, thick);
    }

    private void levels(String name, ExportedModel model) {
        MarkdownTable.Row row = new MarkdownTable.Row().with("picture", name).with("finest",
                model.solid().triangleCount());
        List<RgbaImage> finest = masks(model);
        for (int level = 1; level <= LEVELS; level++) {
            ExportedModel coarser = model.lods().get(level - 1);
            List<RgbaImage> masks = masks(coarser);
            double worst = 1;
            for (int i = 0; i < VIEWS; i++) worst = Math.min(worst, SilhouetteOverlap.iou(masks.get(i), finest.get(i)));
            row.with("level " + level, "%d, %.2f %%".formatted(coarser.solid().triangleCount(), 100 * worst));
        }
        levels.add(row);
    }

    /** Outlines from all sides, white and opaque on transparent black. */
    private List<RgbaImage> masks(ExportedModel model) {
        var look = model.textured().orElseThrow();
        Renderer renderer = new Renderer(GlbModel.of(List.of(look.mesh()), look.material()));
        List<RgbaImage> masks = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) {
            RgbaImage mask = renderer.render(new View.Fixed(360.0 * i / VIEWS, 10, 0.4, 3),
                    RenderOptions.of(SIZE, RenderMode.MASK), context.parallel());
            byte[] pixels = mask.pixels().clone();
            for (int p = 0; p < pixels.length; p += 4) pixels[p + 3] = pixels[p];
            masks.add(new RgbaImage(SIZE, SIZE, pixels));
        }
        return masks;
    }
}
