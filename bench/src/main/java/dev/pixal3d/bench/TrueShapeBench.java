// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbReader;
import dev.pixal3d.gltf.render.ContactSheet;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.pipeline.export.Exporter;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.preview.PreviewEngine;
import dev.pixal3d.preview.guess.GuessNetwork;
import dev.pixal3d.preview.guess.Guesser;
import dev.pixal3d.training.files.SourceModels;
import dev.pixal3d.training.views.Posing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;

/**
 * How near the engine's models come to true ones: every model below a folder is rendered from somewhere in front,
 * modelled from that picture, and compared. Models below a folder named {@code z-up} are set upright first. One table a
 * prior, their paired difference, and a sheet: the picture, then the true model and each guess from 45, 90 and 180
 * degrees. The priors {@code oracle}, {@code oracle-middle} and {@code oracle-thickness} are {@link TrueGuess}: all of
 * the truth, or one half of it beside the network's other half, which says what holds the network back.
 *
 * <pre>
 * TrueShapeBench FOLDER [--priors inflate,learned] [--out FOLDER] [--most N]
 * </pre>
 */
public final class TrueShapeBench {
    private static final double ANGLE = PreviewEngine.DEFAULT_ANGLE;
    private static final int PICTURE = 512, TILE = 160;
    private static final String ORACLE = "oracle";

    private final Path out;
    private final List<String> priors;
    private final Parallel parallel;
    private final Map<String, List<Map<String, Double>>> scores = new LinkedHashMap<>();
    private final List<ContactSheet.Tile> tiles = new ArrayList<>();

    private TrueShapeBench(Path out, List<String> priors, Parallel parallel) {
        this.out = out;
        this.priors = priors;
        this.parallel = parallel;
        for (String prior : priors) scores.put(prior, new ArrayList<>());
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0 || arguments.length % 2 == 0) {
            throw new IllegalArgumentException("TrueShapeBench: the folder of models is missing. Name one.");
        }
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 1; i + 1 < arguments.length; i += 2) options.put(arguments[i], arguments[i + 1]);
        try (Parallel parallel = Parallel.allCores()) {
            TrueShapeBench bench = new TrueShapeBench(Files.createDirectories(Path.of(options.getOrDefault("--out",
                    "true-shapes"))), List.of(options.getOrDefault("--priors", "inflate,learned").split(",")),
                    parallel);
            Path folder = Path.of(arguments[0]);
            List<Path> files = SourceModels.below(folder);
            int most = Integer.parseInt(options.getOrDefault("--most", "1000"));
            for (int i = 0; i < Math.min(most, files.size()); i++) bench.one(folder, files.get(i), i);
            bench.finish();
        }
    }

    private void one(Path folder, Path file, int index) throws IOException {
        GlbModel model = SourceModels.read(file);
        boolean zUp = folder.relativize(file).startsWith("z-up");
        if (zUp) model = Posing.pose(model, 0, 90, 0, ANGLE);
        Random random = new Random(index);
        GlbModel posed = Posing.pose(model, 95 * random.nextDouble(), 20 * random.nextDouble(), 0, ANGLE);
        RgbaImage picture = new Renderer(posed).render(Posing.camera(ANGLE), new RenderOptions(PICTURE,
                RenderMode.SHADED, 2, 0), parallel);
        ShapeScore truth = new ShapeScore(posed, ANGLE, parallel);
        tiles.add(new ContactSheet.Tile(name(file), small(posed, new View.InputCamera(ANGLE, Posing.distance(ANGLE),
                dev.pixal3d.gltf.Front.GLTF))));
        views(posed, "true");
        for (String prior : priors) {
            GlbModel guess = guess(picture, prior, prior.startsWith(ORACLE)
                    ? () -> new TrueGuess(posed, known(prior), GuessNetwork.shipped())
                    : GuessNetwork::shipped, parallel);
            Map<String, Double> score = truth.of(guess);
            of(prior).add(score);
            print(name(file) + " | " + prior, score, of(prior).size() == 1 && prior.equals(priors.getFirst()));
            views(guess, prior);
        }
    }

    private List<Map<String, Double>> of(String prior) { return Objects.requireNonNull(scores.get(prior)); }

    private static double value(Map<String, Double> score, String measure) {
        return Objects.requireNonNull(score.get(measure));
    }

    private static String name(Path file) {
        String name = String.valueOf(file.getFileName()).replaceFirst("\\.\\w+$", "");
        return name.startsWith("textured") ? String.valueOf(file.getName(file.getNameCount() - 2)) : name;
    }

    private RgbaImage small(GlbModel model, View view) {
        return new Renderer(model).render(view, RenderOptions.of(TILE, RenderMode.SHADED), parallel);
    }

    private void views(GlbModel model, String label) {
        for (int azimuth : new int[]{45, 90, 180}) {
            tiles.add(new ContactSheet.Tile(label + " " + azimuth, small(model, new View.Orbit(azimuth, 5))));
        }
    }

    private static TrueGuess.Known known(String prior) {
        return switch (prior) {
            case ORACLE -> TrueGuess.Known.BOTH;
            case "oracle-middle" -> TrueGuess.Known.MIDDLE;
            case "oracle-thickness" -> TrueGuess.Known.THICKNESS;
            default -> throw new IllegalArgumentException(
                    ("--priors: unknown prior (got %s, allowed inflate, learned, auto, oracle, oracle-middle, "
                            + "oracle-thickness). Name one of these.").formatted(prior));
        };
    }

    /** The preview engine's model of a picture. */
    static GlbModel guess(RgbaImage picture, String prior, Supplier<? extends Guesser> guesser, Parallel parallel)
            throws IOException {
        Map<String, Object> json = Map.of("image_url", "x", "seed", 1, "decimation_target", 50_000, "texture_size",
                1024, "shape_prior", prior.startsWith(ORACLE) ? "learned" : prior);
        GenerateRequest request = RequestReader.read(json, new Random(1));
        RunContext run = RunContext.silent(parallel);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PreviewEngine engine = new PreviewEngine(guesser, PictureHelpers.NONE)) {
            DecodedAsset asset = engine.decode(picture, request, run);
            new Artifact(request, asset, Exporter.model(asset, request.settings(), true, run), List.of(
                    ModelWriters.GLB)).write(ModelWriters.GLB, "model", parallel, file);
            return GlbReader.read(file.toByteArray());
        }
    }

    private static void print(String name, Map<String, Double> score, boolean first) {
        if (first) {
            System.out.println("| model | prior | " + String.join(" | ", score.keySet()) + " |");
            System.out.println("|---".repeat(score.size() + 2) + "|");
        }
        StringBuilder line = new StringBuilder("| " + name);
        score.forEach((measure, value) -> line.append(String.format(java.util.Locale.ROOT, measure.startsWith("PSNR")
                ? " | %.1f"
                : measure.equals("Chamfer") ? " | %.4f" : " | %.3f", value)));
        System.out.println(line + " |");
    }

    private void finish() throws IOException {
        for (String prior : priors) {
            List<Map<String, Double>> list = of(prior);
            Map<String, Double> mean = new LinkedHashMap<>();
            for (String measure : list.getFirst().keySet()) {
                mean.put(measure, list.stream().mapToDouble(s -> value(s, measure)).average().orElse(0));
            }
            print("**mean of " + list.size() + "** | " + prior, mean, false);
        }
        for (int i = 1; i < priors.size(); i++) paired(priors.getFirst(), priors.get(i));
        Path sheet = out.resolve("sheet.png");
        Files.write(sheet, ImageEncoder.png(ContactSheet.compose(tiles, 4 + 3 * priors.size()), false));
        System.out.println(sheet);
    }

    private void paired(String first, String second) {
        List<Map<String, Double>> a = of(first), b = of(second);
        System.out.println("\n" + second + " against " + first + ":");
        for (String measure : a.getFirst().keySet()) {
            boolean low = measure.equals("Chamfer") || measure.endsWith(" z");
            int n = a.size(), better = 0;
            double sum = 0, squares = 0;
            for (int i = 0; i < n; i++) {
                double d = value(b.get(i), measure) - value(a.get(i), measure);
                if (low ? d < 0 : d > 0) better++;
                sum += d;
                squares += d * d;
            }
            double mean = sum / n, error = Math.sqrt(Math.max(0, squares / n - mean * mean) / Math.max(1, n - 1));
            System.out.printf(java.util.Locale.ROOT, "%s: %+.4f +- %.4f, better on %d of %d%n", measure, mean, error,
                    better, n);
        }
    }
}
