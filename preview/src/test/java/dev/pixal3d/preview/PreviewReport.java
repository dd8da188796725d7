// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.RequestReader;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.Matting;
import dev.pixal3d.image.RgbaImage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/**
 * For developers: decodes all pictures of a folder and prints how like and how sound the models are and where the time
 * goes. {@code PreviewReport FOLDER [SHEETS]}; with a second folder it also draws each model from 0, 45, 90 and 180
 * degrees into it. System properties: {@code resolution} (1024), {@code background} (auto).
 */
final class PreviewReport {
    private static final int VIEW = 300;
    private static final double[] ANGLES = {0, 45, 90, 180};

    private PreviewReport() {}

    public static void main(String[] args) throws IOException {
        String background = System.getProperty("background", "auto");
        GenerateRequest request = request(Integer.getInteger("resolution", 1024), background);
        List<Path> files;
        try (Stream<Path> all = Files.list(Path.of(args[0]))) {
            files = all.filter(f -> f.toString().matches(".*\\.(png|jpe?g|webp)")).sorted().toList();
        }
        List<Likeness> found = new ArrayList<>();
        try (Parallel parallel = Parallel.allCores()) {
            for (Path file : files) {
                RgbaImage image = ImageDecoder.decode(Files.readAllBytes(file));
                Stages stages = new Stages();
                DecodedAsset asset = new PreviewEngine().decode(image, request,
                        RunContext.of(parallel, stages));
                stages.end();
                Mesh mesh = asset.closedSurface().orElseThrow().mesh();
                Topology topology = Topology.of(mesh);
                RgbaImage matte = Matting
                        .apply(image, Matting.Mode.valueOf(background.toUpperCase(java.util.Locale.ROOT)),
                                RunContext.silent(parallel))
                        .image();
                double distance = asset.camera().orElseThrow().distance();
                Likeness likeness = Likeness.of(mesh, asset.attributes(), Cutout.of(matte, 1024, parallel), distance);
                found.add(likeness);
                System.out.printf(
                        "%-24s IoU %.4f PSNR %.1f faces %d bad edges %d bad vertices %d parts %d handles %d reach "
                                + "%.3f %s %s%n",
                        file.getFileName(), likeness.overlap(), likeness.decibels(), mesh.triangleCount(),
                        topology.badEdges(), topology.badVertices(), topology.components(), topology.handles(),
                        topology.reach(), asset.provenance().get("prior"), asset.provenance().get("matting"));
                System.out.println("    " + stages);
                if (args.length > 1) {
                    String name = file.getFileName().toString().replaceAll("\\.\\w+$", ".png");
                    ImageIO.write(sheet(image, asset, mesh, distance), "png", Path.of(args[1], name).toFile());
                }
            }
        }
        System.out.printf("%d pictures: IoU mean %.4f least %.4f, PSNR mean %.1f least %.1f%n", found.size(),
                found.stream().mapToDouble(Likeness::overlap).average().orElse(0),
                found.stream().mapToDouble(Likeness::overlap).min().orElse(0),
                found.stream().mapToDouble(Likeness::decibels).average().orElse(0),
                found.stream().mapToDouble(Likeness::decibels).min().orElse(0));
    }

    private static GenerateRequest request(int resolution, String background) {
        Map<String, Object> json = Map.of("image_url", "file", "seed", 1, "resolution", resolution, "background",
                background);
        return RequestReader.read(json, new Random(1));
    }

    private static BufferedImage sheet(RgbaImage image, DecodedAsset asset, Mesh mesh, double distance) {
        BufferedImage sheet = new BufferedImage((ANGLES.length + 1) * VIEW, VIEW, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < VIEW; y++) {
            for (int x = 0; x < VIEW; x++) {
                int sx = x * image.width() / VIEW;
                int sy = y * image.height() / VIEW;
                int rgb = 0;
                for (int c = 0; c < 3; c++) {
                    int alpha = image.at(sx, sy, 3);
                    rgb = rgb << 8 | (image.at(sx, sy, c) * alpha + 255 * (255 - alpha)) / 255;
                }
                sheet.setRGB(x, y, rgb);
            }
        }
        for (int k = 0; k < ANGLES.length; k++) {
            Raster view = Raster.of(mesh, asset.attributes(), distance, -ANGLES[k], VIEW, true);
            for (int y = 0; y < VIEW; y++) {
                for (int x = 0; x < VIEW; x++) {
                    int rgb = 0;
                    for (int c = 0; c < 3; c++) {
                        float value = Math.clamp(view.rgb()[3 * (y * VIEW + x) + c], 0f, 1f);
                        rgb = rgb << 8 | Math.round(255 * value);
                    }
                    sheet.setRGB((k + 1) * VIEW + x, y, rgb);
                }
            }
        }
        return sheet;
    }

    /** Adds up the time between progress reports. */
    private static final class Stages implements Consumer<RunEvent> {
        private final Map<String, Long> nanos = new LinkedHashMap<>();
        private String stage = "start";
        private long since = System.nanoTime();

        @Override
        public void accept(RunEvent event) {
            if (!(event instanceof RunEvent.Step step)) return;
            end();
            stage = step.stage();
        }

        void end() {
            long now = System.nanoTime();
            nanos.merge(stage, now - since, Long::sum);
            since = now;
        }

        @Override
        public String toString() {
            return nanos.entrySet().stream().map(e -> e.getKey() + " " + e.getValue() / 1_000_000 + " ms")
                    .collect(Collectors.joining(", "));
        }
    }
}
