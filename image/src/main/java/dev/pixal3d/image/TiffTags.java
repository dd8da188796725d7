// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Map;
import java.util.TreeMap;

/**
 * The whole numbers that the first directory of a TIFF holds by itself: what a decoder will take memory for, checked
 * before it does. Tags with values elsewhere in the file are known by their count only.
 */
final class TiffTags {
    static final int WIDTH = 256, HEIGHT = 257, BITS = 258, COMPRESSION = 259, ORIENTATION = 274, SAMPLES = 277,
            TILE_WIDTH = 322,
            TILE_HEIGHT = 323;
    /** The pictures of a file for printing are many; only their number is asked for. */
    private static final int MOST_DIRECTORIES = 1000;
    private static final int BYTE = 1, SHORT = 3, LONG = 4;
    private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8};

    private final byte[] file;
    private final boolean little;
    private final Map<Integer, Long> values = new TreeMap<>();
    private final long next;

    private TiffTags(byte[] file, boolean little, long directory) {
        this.file = file;
        this.little = little;
        int count = u16(directory);
        Bytes.need(file, directory + 2, 12L * count + 4);
        for (int i = 0; i < count; i++) entry(directory + 2 + 12L * i);
        next = u32(directory + 2 + 12L * count);
    }

    /** Reads the first directory. */
    static TiffTags of(byte[] file) {
        boolean little = Bytes.is(file, 0, "II");
        Bytes.need(file, 0, 8);
        return new TiffTags(file, little, little ? Bytes.le32(file, 4) : Bytes.be32(file, 4));
    }

    private void entry(long at) {
        int tag = u16(at), type = u16(at + 2);
        long count = u32(at + 4);
        if (type < 1 || type >= SIZES.length) return;
        if (count * SIZES[type] > 4) {
            // an array elsewhere: it has to be in the file
            Bytes.need(file, u32(at + 8), count * SIZES[type]);
            if (type == SHORT) values.put(tag, (long) u16(u32(at + 8)));
            return;
        }
        switch (type) {
            case BYTE -> values.put(tag, (long) Bytes.u8(file, (int) at + 8));
            case SHORT -> values.put(tag, (long) u16(at + 8));
            case LONG -> values.put(tag, u32(at + 8));
            default -> {}
        }
    }

    /** A tag's first value. */
    long get(int tag, long absent) { return values.getOrDefault(tag, absent); }

    /** How many pictures the file holds. */
    int directories() {
        int count = 1;
        long at = next;
        while (at != 0 && count < MOST_DIRECTORIES) {
            if (at < 8 || at + 2 > file.length) break;
            long end = at + 2 + 12L * u16(at);
            if (end + 4 > file.length) break;
            at = u32(end);
            count++;
        }
        return count;
    }

    private int u16(long at) {
        Bytes.need(file, at, 2);
        return little ? Bytes.le16(file, (int) at) : Bytes.be16(file, (int) at);
    }

    private long u32(long at) {
        Bytes.need(file, at, 4);
        return little ? Bytes.le32(file, (int) at) : Bytes.be32(file, (int) at);
    }
}
