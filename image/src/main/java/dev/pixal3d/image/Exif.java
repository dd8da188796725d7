// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The one thing that is read from EXIF: how the camera was held. */
final class Exif {
    private static final int ORIENTATION = 0x0112;
    private static final int SHORT = 3;

    private Exif() {}

    /** The orientation 1 to 8 in a TIFF block; 1 when it says nothing usable. */
    static int orientation(byte[] file, int offset, int length) {
        if (length < 14 || offset < 0 || offset + length > file.length) return 1;
        ByteBuffer tiff = ByteBuffer.wrap(file, offset, length).slice();
        int start = tiff.get(0) == 'E' ? 6 : 0;
        if (length < start + 14) return 1;
        ByteBuffer b = tiff.slice(start, length - start);
        b.order(b.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int directory = b.getInt(4);
        if (directory < 8 || directory > b.limit() - 2) return 1;
        int entries = b.getShort(directory) & 0xffff;
        for (int i = 0; i < entries && directory + 14 + 12 * i <= b.limit(); i++) {
            int at = directory + 2 + 12 * i;
            if ((b.getShort(at) & 0xffff) != ORIENTATION || b.getShort(at + 2) != SHORT) continue;
            int value = b.getShort(at + 8) & 0xffff;
            return value >= 1 && value <= 8 ? value : 1;
        }
        return 1;
    }

    /** Turns and mirrors a stored picture to the way it is meant to be seen. */
    static RgbaImage upright(RgbaImage image, int orientation) {
        if (orientation == 1) return image;
        boolean swap = orientation >= 5;
        int w = image.width();
        int h = image.height();
        int width = swap ? h : w;
        int height = swap ? w : h;
        byte[] out = new byte[image.pixels().length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int sx = switch (orientation) {
                    case 2, 3 -> w - 1 - x;
                    case 4 -> x;
                    case 5, 6 -> y;
                    default -> w - 1 - y;
                };
                int sy = switch (orientation) {
                    case 2 -> y;
                    case 3, 4 -> h - 1 - y;
                    case 5, 8 -> x;
                    default -> h - 1 - x;
                };
                System.arraycopy(image.pixels(), 4 * (sy * w + sx), out, 4 * (y * width + x), 4);
            }
        }
        return new RgbaImage(width, height, out);
    }
}
