// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** The orientation tag of EXIF (TIFF tag 0x0112) and the turns and flips it stands for. */
final class ExifOrientation {
    private static final int TAG = 0x0112;
    private static final int SHORT = 3;

    private ExifOrientation() {}

    /** Orientation 1 to 8 of a TIFF structure at {@code from}; 1 when absent or broken: a photo is still a photo. */
    static int read(byte[] file, int from, int to) {
        boolean little = Bytes.is(file, from, "II*\0");
        if (!little && !Bytes.is(file, from, "MM\0*") || to - from < 8) return 1;
        long directory = from + u32(file, from + 4, little);
        if (directory < from || directory + 2 > to) return 1;
        int count = u16(file, (int) directory, little);
        for (int i = 0; i < count; i++) {
            long entry = directory + 2 + 12L * i;
            if (entry + 12 > to) return 1;
            if (u16(file, (int) entry, little) != TAG) continue;
            int value = u16(file, (int) entry + 8, little);
            return u16(file, (int) entry + 2, little) == SHORT && value >= 1 && value <= 8 ? value : 1;
        }
        return 1;
    }

    private static int u16(byte[] file, int at, boolean little) {
        return little ? Bytes.le16(file, at) : Bytes.be16(file, at);
    }

    private static long u32(byte[] file, int at, boolean little) {
        return little ? Bytes.le32(file, at) : Bytes.be32(file, at);
    }

    /** The picture upright. */
    static RgbaImage apply(RgbaImage in, int orientation) {
        if (orientation == 1) return in;
        boolean swapped = orientation >= 5;
        int width = swapped ? in.height() : in.width();
        int height = swapped ? in.width() : in.height();
        boolean right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
        boolean bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
        byte[] out = new byte[in.pixels().length];
        for (int y = 0, at = 0; y < height; y++) {
            for (int x = 0; x < width; x++, at += 4) {
                int column = swapped ? y : x;
                int row = swapped ? x : y;
                if (right) column = in.width() - 1 - column;
                if (bottom) row = in.height() - 1 - row;
                System.arraycopy(in.pixels(), 4 * (row * in.width() + column), out, at, 4);
            }
        }
        return new RgbaImage(width, height, out);
    }
}
