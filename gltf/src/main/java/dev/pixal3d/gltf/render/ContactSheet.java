// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

import dev.pixal3d.image.RgbaImage;
import java.util.Arrays;
import java.util.List;

/** Pictures side by side on white, each with its label below. */
public final class ContactSheet {
    private static final int GAP = 6, SCALE = 2, LABEL = PixelFont.HEIGHT * SCALE + 2 * GAP, INK = 40;

    private ContactSheet() {}

    /**
     * A picture of the sheet.
     *
     * @param label
     *            drawn in capitals, cut to the width of the column; empty for none
     */
    public record Tile(String label, RgbaImage image) {}

    /**
     * Lays the tiles out row by row. Columns are as wide and rows as high as the largest picture; smaller ones are
     * centred.
     *
     * @throws IllegalArgumentException
     *             without tiles, or when the sheet would have more than 2^28 pixels
     */
    public static RgbaImage compose(List<Tile> tiles, int columns) {
        if (tiles.isEmpty() || columns < 1) {
            throw new IllegalArgumentException(
                    "sheet: nothing to lay out (got %d tiles in %d columns, allowed 1 and more).".formatted(
                            tiles.size(),
                            columns));
        }
        int across = Math.min(columns, tiles.size()), down = (tiles.size() + across - 1) / across;
        int cellW = tiles.stream().mapToInt(t -> t.image().width()).max().getAsInt() + GAP;
        boolean labels = tiles.stream().anyMatch(t -> !t.label().isEmpty());
        int pictureH = tiles.stream().mapToInt(t -> t.image().height()).max().getAsInt();
        int cellH = pictureH + (labels ? LABEL : GAP);
        long width = GAP + (long) across * cellW, height = GAP + (long) down * cellH;
        if (width * height > 1 << 28) {
            throw new IllegalArgumentException(
                    "sheet: too large (got %d x %d pixels, allowed 2^28 in all). Use smaller tiles.".formatted(width,
                            height));
        }
        int w = (int) width;
        byte[] out = new byte[4 * w * (int) height];
        Arrays.fill(out, (byte) -1);
        for (int i = 0; i < tiles.size(); i++) {
            Tile tile = tiles.get(i);
            int x = GAP + i % across * cellW, y = GAP + i / across * cellH, room = cellW - GAP;
            paste(tile.image(), out, w, x + (room - tile.image().width()) / 2, y + (pictureH - tile.image().height())
                    / 2);
            write(tile.label(), out, w, x, y + pictureH + GAP, room);
        }
        return new RgbaImage(w, (int) height, out);
    }

    private static void paste(RgbaImage image, byte[] out, int width, int x0, int y0) {
        byte[] in = image.pixels();
        for (int y = 0; y < image.height(); y++) {
            int from = 4 * y * image.width(), to = 4 * ((y0 + y) * width + x0);
            for (int end = from + 4 * image.width(); from < end; from += 4, to += 4) {
                int alpha = in[from + 3] & 0xff;
                for (int k = 0; k < 3; k++) {
                    out[to + k] = (byte) (((in[from + k] & 0xff) * alpha + 255 * (255 - alpha) + 127) / 255);
                }
            }
        }
    }

    private static void write(String label, byte[] out, int width, int x0, int y0, int room) {
        int span = Math.min(room / (PixelFont.WIDTH * SCALE), label.length()) * PixelFont.WIDTH * SCALE;
        int left = x0 + (room - span) / 2;
        for (int y = 0; span > 0 && y < PixelFont.HEIGHT * SCALE; y++) {
            for (int x = 0; x < span; x++) {
                if (!PixelFont.at(label, x / SCALE, y / SCALE)) continue;
                int at = 4 * ((y0 + y) * width + left + x);
                out[at] = out[at + 1] = out[at + 2] = INK;
            }
        }
    }
}
