// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** Parts of pictures as planes of red, green and blue in [0, 1]. */
final class RgbPlanes {
    private RgbPlanes() {}

    /** Pixels {@code x0} to {@code x1 - 1}, {@code y0} to {@code y1 - 1}. */
    record Box(int x0, int y0, int x1, int y1) {
        static Box all(RgbaImage image) { return new Box(0, 0, image.width(), image.height()); }

        int width() { return x1 - x0; }

        int height() { return y1 - y0; }
    }

    /**
     * Reads a part, scaled down so that its longer side is at most {@code longest}. A whole-number reduction straight
     * from the bytes comes first, so that no plane is much larger than asked for.
     */
    static Plane[] of(RgbaImage image, Box box, int longest) {
        int side = Math.max(box.width(), box.height());
        int reduce = Math.max(1, side / longest);
        int width = (box.width() + reduce - 1) / reduce;
        int height = (box.height() + reduce - 1) / reduce;
        double scale = Math.min(1, (double) longest / side);
        int toWidth = Math.max(1, (int) Math.round(box.width() * scale));
        int toHeight = Math.max(1, (int) Math.round(box.height() * scale));
        Plane[] out = new Plane[3];
        for (int c = 0; c < 3; c++) {
            Plane p = reduced(image, box, c, reduce, width, height);
            out[c] = width == toWidth && height == toHeight ? p : Scaling.area(p, toWidth, toHeight);
        }
        return out;
    }

    private static Plane reduced(RgbaImage image, Box box, int channel, int reduce, int width, int height) {
        Plane out = new Plane(width, height);
        byte[] pixels = image.pixels();
        for (int y = 0; y < box.height(); y++) {
            for (int x = 0; x < box.width(); x++) {
                int at = 4 * ((box.y0 + y) * image.width() + box.x0 + x) + channel;
                out.values()[y / reduce * width + x / reduce] += pixels[at] & 0xff;
            }
        }
        for (int y = 0; y < height; y++) {
            int rows = Math.min(box.height(), (y + 1) * reduce) - y * reduce;
            for (int x = 0; x < width; x++) {
                int columns = Math.min(box.width(), (x + 1) * reduce) - x * reduce;
                out.values()[y * width + x] /= 255f * rows * columns;
            }
        }
        return out;
    }
}
