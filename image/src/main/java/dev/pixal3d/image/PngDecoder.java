// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * PNG (third edition) of every colour type and depth, interlaced or not; 16 bit are cut to 8. Rows are inflated one at
 * a time, so that the memory is the result's and two rows, however large the file's picture is.
 */
final class PngDecoder {
    private static final int GREY = 0;
    private static final int RGB = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int RGBA = 6;
    private static final int[][] ADAM7 = {{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4},
            {1, 0, 2, 2}, {0, 1, 1, 2}};

    private final byte[] file;
    private final int width;
    private final int height;
    private final int depth;
    private final int type;
    private final boolean interlaced;
    private final List<int[]> data = new ArrayList<>();
    private int[] palette = {};
    private Optional<int[]> transparent = Optional.empty();
    private byte[] profile = {};

    private PngDecoder(byte[] file, ImageHeader header) {
        this.file = file;
        width = header.width();
        height = header.height();
        depth = Bytes.u8(file, 24);
        type = Bytes.u8(file, 25);
        interlaced = Bytes.u8(file, 28) == 1;
        boolean known = switch (type) {
            case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
            case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
            case RGB, GREY_ALPHA, RGBA -> depth == 8 || depth == 16;
            default -> false;
        };
        if (!known || Bytes.u8(file, 26) != 0 || Bytes.u8(file, 27) != 0 || Bytes.u8(file, 28) > 1) {
            throw Bytes.damaged("a PNG of colour type %d and %d bits".formatted(type, depth));
        }
    }

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        ImageHeader header = PngChunks.header(file);
        limits.checkSize(header.width(), header.height());
        PngDecoder decoder = new PngDecoder(file, header);
        PngChunks.walk(file, decoder::chunk);
        RgbaImage image = decoder.pixels(limits.factor(header.width(), header.height()));
        return ExifOrientation.apply(ColorProfile.toSrgb(image, decoder.profile), header.orientation());
    }

    private boolean chunk(String name, int from, int to) {
        switch (name) {
            case "PLTE" -> {
                palette = new int[Math.min(256, (to - from) / 3)];
                for (int i = 0; i < palette.length; i++) palette[i] = Bytes.le24(file, from + 3 * i) | 0xff << 24;
            }
            case "tRNS" -> transparency(from, to);
            case "IDAT" -> data.add(new int[]{from, to});
            case "iCCP" -> profile = profile(from, to);
            default -> {}
        }
        return true;
    }

    private void transparency(int from, int to) {
        if (type == PALETTE) {
            for (int i = 0; i < Math.min(palette.length, to - from); i++) {
                palette[i] = palette[i] & 0xffffff | file[from + i] << 24;
            }
        } else if (type == GREY && to - from >= 2 || type == RGB && to - from >= 6) {
            int[] colour = new int[type == GREY ? 1 : 3];
            for (int c = 0; c < colour.length; c++) colour[c] = Bytes.be16(file, from + 2 * c);
            transparent = Optional.of(colour);
        }
    }

    private byte[] profile(int from, int to) {
        int name = from;
        while (name < to && file[name] != 0) name++;
        if (name + 2 > to) return new byte[0];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(file, name + 2, to - name - 2);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] piece = new byte[8192];
            for (int n = inflater.inflate(piece); n > 0 && out.size() <= ColorProfile.MAX_BYTES; n = inflater
                    .inflate(piece)) {
                out.write(piece, 0, n);
            }
            return out.toByteArray();
        } catch (DataFormatException _) {
            return new byte[0];
        }
    }

    private RgbaImage pixels(int factor) {
        if (type == PALETTE && palette.length == 0) throw Bytes.damaged("a PNG without its palette");
        if (data.isEmpty()) throw Bytes.damaged("a PNG without pixels");
        PixelSink out = PixelSink.of(width, height, factor);
        try (Inflater inflater = new Inflater()) {
            Rows rows = new Rows(inflater);
            if (interlaced) {
                for (int[] p : ADAM7) pass(rows, out, p[0], p[1], p[2], p[3]);
            } else {
                pass(rows, out, 0, 0, 1, 1);
            }
            rows.end();
        } catch (DataFormatException e) {
            throw Bytes.damaged("compressed pixels that do not unpack: " + e.getMessage());
        }
        return out.image();
    }

    private void pass(Rows rows, PixelSink out, int left, int top, int dx, int dy) throws DataFormatException {
        int columns = (width - left + dx - 1) / dx;
        if (columns <= 0) return;
        int bits = depth * samples();
        byte[] row = new byte[(int) (((long) columns * bits + 7) / 8)];
        byte[] above = new byte[row.length];
        byte[] rgba = new byte[4];
        for (int y = top; y < height; y += dy) {
            int filter = rows.next(row);
            PngFilter.undo(filter, row, above, Math.max(1, bits / 8));
            for (int i = 0; i < columns; i++) {
                pixel(row, i, rgba);
                out.put(left + i * dx, y, rgba);
            }
            byte[] swap = above;
            above = row;
            row = swap;
        }
    }

    private int samples() {
        return switch (type) {
            case GREY_ALPHA -> 2;
            case RGB -> 3;
            case RGBA -> 4;
            default -> 1;
        };
    }

    private void pixel(byte[] row, int i, byte[] out) {
        switch (type) {
            case PALETTE -> {
                int colour = palette[Math.min(sample(row, i), palette.length - 1)];
                for (int c = 0; c < 4; c++) out[c] = (byte) (colour >>> 8 * c);
            }
            case GREY, GREY_ALPHA -> {
                int stride = type == GREY ? 1 : 2;
                Arrays.fill(out, 0, 3, eight(row, i * stride));
                out[3] = type == GREY_ALPHA ? eight(row, 2 * i + 1) : alpha(row, i, 1);
            }
            default -> {
                int stride = type == RGB ? 3 : 4;
                for (int c = 0; c < 3; c++) out[c] = eight(row, i * stride + c);
                out[3] = type == RGBA ? eight(row, 4 * i + 3) : alpha(row, 3 * i, 3);
            }
        }
    }

    private byte alpha(byte[] row, int first, int count) {
        if (transparent.isEmpty()) return (byte) 255;
        int[] colour = transparent.get();
        for (int c = 0; c < count; c++) if (sample(row, first + c) != colour[c]) return (byte) 255;
        return 0;
    }

    private int sample(byte[] row, int i) {
        return switch (depth) {
            case 16 -> (row[2 * i] & 0xff) << 8 | row[2 * i + 1] & 0xff;
            case 8 -> row[i] & 0xff;
            default -> row[i * depth >> 3] >> 8 - depth - (i * depth & 7) & (1 << depth) - 1;
        };
    }

    private byte eight(byte[] row, int i) {
        return switch (depth) {
            case 16 -> row[2 * i];
            case 8 -> row[i];
            default -> (byte) (sample(row, i) * (255 / ((1 << depth) - 1)));
        };
    }

    /** Inflates the rows from the chunks, one after the other. */
    private final class Rows {
        private final Inflater inflater;
        private final byte[] filter = new byte[1];
        private int chunk;

        Rows(Inflater inflater) { this.inflater = inflater; }

        /** Fills a row and answers its filter. */
        int next(byte[] row) throws DataFormatException {
            fill(filter);
            fill(row);
            return filter[0];
        }

        private void fill(byte[] into) throws DataFormatException {
            for (int at = 0; at < into.length;) {
                int n = inflater.inflate(into, at, into.length - at);
                at += n;
                if (n > 0) continue;
                if (inflater.needsInput() && chunk < data.size()) {
                    int[] piece = data.get(chunk++);
                    inflater.setInput(file, piece[0], piece[1] - piece[0]);
                } else {
                    throw Bytes.damaged("a PNG whose pixels end early");
                }
            }
        }

        /** Lets the checksum behind the last row be verified. */
        void end() throws DataFormatException {
            byte[] none = new byte[1];
            while (inflater.inflate(none) == 0 && !inflater.finished() && chunk < data.size()) {
                int[] piece = data.get(chunk++);
                inflater.setInput(file, piece[0], piece[1] - piece[0]);
            }
        }
    }
}
