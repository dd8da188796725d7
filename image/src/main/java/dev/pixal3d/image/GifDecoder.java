// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;

/**
 * The first frame of a GIF (GIF89a specification) on its canvas, transparent where the frame does not reach. Variable
 * length LZW with at most 4096 codes, stored as prefix and last byte.
 */
final class GifDecoder {
    private static final int MAX_CODES = 4096;

    private final byte[] file;
    private int transparent = -1;

    private GifDecoder(byte[] file) { this.file = file; }

    static ImageHeader header(byte[] file) {
        int at = afterScreen(file);
        int frames = 0;
        int width = Bytes.le16(file, 6);
        int height = Bytes.le16(file, 8);
        while (at < file.length && file[at] != 0x3b) {
            if (file[at] == 0x2c) {
                if (at + 10 > file.length) break;
                if (frames++ == 0) {
                    width = Math.max(width, Bytes.le16(file, at + 1) + Bytes.le16(file, at + 5));
                    height = Math.max(height, Bytes.le16(file, at + 3) + Bytes.le16(file, at + 7));
                }
                at += 11 + colours(file[at + 9]);
            } else if (file[at] == 0x21) {
                at += 2;
            } else {
                break;
            }
            while (at < file.length && file[at] != 0) at += 1 + (file[at] & 0xff);
            at++;
        }
        if (frames == 0 || width == 0 || height == 0) throw Bytes.damaged("a GIF without a picture");
        return new ImageHeader(ImageFormat.GIF, width, height, 1, frames);
    }

    private static int afterScreen(byte[] file) { return 13 + colours((byte) Bytes.u8(file, 10)); }

    /** Bytes of a colour table. */
    private static int colours(byte flags) {
        return flags < 0 ? 3 << (flags & 7) + 1 : 0;
    }

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        ImageHeader header = header(file);
        limits.checkSize(header.width(), header.height());
        limits.checkUnpacked(header.width(), header.height(), "GIFs", 1);
        int factor = limits.factor(header.width(), header.height());
        int columns = ImageLimits.divided(header.width(), factor);
        int rows = ImageLimits.divided(header.height(), factor);
        GifDecoder decoder = new GifDecoder(file);
        int at = afterScreen(file);
        while (Bytes.u8(file, at) != 0x2c) at = decoder.extension(at);
        byte[] out = new byte[4 * columns * rows];
        decoder.frame(at, out, columns, factor);
        return new RgbaImage(columns, rows, out);
    }

    private int extension(int at) {
        if (Bytes.u8(file, at + 1) == 0xf9 && Bytes.u8(file, at + 2) >= 4) {
            transparent = (Bytes.u8(file, at + 3) & 1) == 1 ? Bytes.u8(file, at + 6) : -1;
        }
        int next = at + 2;
        while (Bytes.u8(file, next) != 0) next += 1 + Bytes.u8(file, next);
        return next + 1;
    }

    private void frame(int at, byte[] out, int canvas, int factor) {
        int left = Bytes.le16(file, at + 1);
        int top = Bytes.le16(file, at + 3);
        int width = Bytes.le16(file, at + 5);
        int height = Bytes.le16(file, at + 7);
        byte flags = (byte) Bytes.u8(file, at + 9);
        boolean local = flags < 0;
        int table = local ? at + 10 : 13;
        int size = (local ? colours(flags) : colours(file[10])) / 3;
        Bytes.need(file, table, 3L * size);
        byte[] indices = unpack(at + 10 + colours(flags), width * height);
        for (int row = 0; row < height; row++) {
            int y = top + ((flags & 0x40) == 0 ? row : interlaced(row, height));
            if (y % factor != 0) continue;
            for (int x = Math.ceilDiv(left, factor) * factor - left; x < width; x += factor) {
                int to = 4 * (y / factor * canvas + (left + x) / factor);
                int index = indices[row * width + x] & 0xff;
                if (index == transparent) continue;
                if (index < size) System.arraycopy(file, table + 3 * index, out, to, 3);
                out[to + 3] = (byte) 255;
            }
        }
    }

    /** Where the n-th stored row belongs: every 8th, the 8ths between, the 4ths, the halves. */
    private static int interlaced(int row, int height) {
        int[][] passes = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
        int left = row;
        for (int[] p : passes) {
            int rows = (height - p[0] + p[1] - 1) / p[1];
            if (left < rows) return p[0] + p[1] * left;
            left -= Math.max(0, rows);
        }
        throw new AssertionError();
    }

    private byte[] unpack(int at, int count) {
        int first = Bytes.u8(file, at);
        if (first < 1 || first > 11) throw Bytes.damaged("a GIF with codes of %d bits".formatted(first));
        byte[] packed = joined(at + 1);
        byte[] out = new byte[count];
        int clear = 1 << first;
        int[] prefix = new int[MAX_CODES];
        byte[] last = new byte[MAX_CODES];
        int[] length = new int[MAX_CODES];
        Arrays.fill(length, 0, clear, 1);
        for (int i = 0; i < clear; i++) last[i] = (byte) i;
        int bits = first + 1;
        int next = clear + 2;
        int previous = -1;
        int filled = 0;
        for (long bit = 0; filled < count;) {
            if (bit + bits > 8L * packed.length) throw Bytes.damaged("a GIF whose pixels end early");
            int code = 0;
            for (int i = 0; i < bits; i++, bit++) code |= (packed[(int) (bit >> 3)] >> (bit & 7) & 1) << i;
            if (code == clear) {
                bits = first + 1;
                next = clear + 2;
                previous = -1;
                continue;
            }
            if (code == clear + 1) throw Bytes.damaged("a GIF whose pixels end early");
            if (code > next || code == next && previous < 0 || code >= clear && previous < 0) {
                throw Bytes.damaged("a GIF with an unknown code");
            }
            boolean fresh = code == next;
            int known = fresh ? previous : code;
            int size = length[known] + (fresh ? 1 : 0);
            int head = known;
            for (int i = length[known] - 1, to = filled + i; i >= 0; i--, to--) {
                if (to < count) out[to] = last[head];
                if (i > 0) head = prefix[head];
            }
            if (fresh && filled + size - 1 < count) out[filled + size - 1] = last[head];
            if (previous >= 0 && next < MAX_CODES) {
                prefix[next] = previous;
                last[next] = last[head];
                length[next] = length[previous] + 1;
                if (++next == 1 << bits && bits < 12) bits++;
            }
            previous = code;
            filled = Math.min(count, filled + size);
        }
        return out;
    }

    private byte[] joined(int at) {
        int total = 0;
        for (int i = at; i < file.length && file[i] != 0; i += 1 + (file[i] & 0xff)) total += file[i] & 0xff;
        byte[] out = new byte[total];
        int filled = 0;
        for (int i = at; i < file.length && file[i] != 0; i += 1 + (file[i] & 0xff)) {
            int n = Math.min(file[i] & 0xff, file.length - i - 1);
            System.arraycopy(file, i + 1, out, filled, n);
            filled += n;
        }
        return Arrays.copyOf(out, filled);
    }
}
