// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.ContactSheet;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.preview.guess.GuessNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sheets to look at: the preview engine's model of each picture of a folder from five sides, one row a shape prior.
 *
 * <pre>
 * PriorSheets PICTURES OUT.png
 * </pre>
 */
public final class PriorSheets {
    private static final int TILE = 200;
    private static final int[] SIDES = {0, 45, 90, 180, 270};

    private PriorSheets() {}

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "PriorSheets: needs the folder of pictures and the sheet to write (got %d arguments, allowed 2)."
                            .formatted(arguments.length));
        }
        List<Path> pictures;
        try (Stream<Path> list = Files.list(Path.of(arguments[0]))) {
            pictures = list.filter(p -> p.toString().matches(".*\\.(png|jpe?g|webp)")).sorted().toList();
        }
        List<ContactSheet.Tile> tiles = new ArrayList<>();
        try (Parallel parallel = Parallel.allCores()) {
            for (Path path : pictures) {
                RgbaImage picture = ImageDecoder.decode(Files.readAllBytes(path));
                for (String prior : List.of("inflate", "learned")) {
                    long begin = System.nanoTime();
                    GlbModel model = TrueShapeBench.guess(picture, prior, GuessNetwork::shipped, parallel);
                    System.out.printf("%s %s %.1f s%n", path.getFileName(), prior, (System.nanoTime() - begin) / 1e9);
                    Renderer renderer = new Renderer(model);
                    for (int side : SIDES) {
                        String label = side == 0 ? path.getFileName() + " " + prior : String.valueOf(side);
                        tiles.add(
                                new ContactSheet.Tile(label, renderer.render(new View.Orbit(side, 5), RenderOptions.of(
                                        TILE, RenderMode.SHADED), parallel)));
                    }
                }
            }
        }
        Files.write(Path.of(arguments[1]), ImageEncoder.png(ContactSheet.compose(tiles, 2 * SIDES.length), false));
    }
}
