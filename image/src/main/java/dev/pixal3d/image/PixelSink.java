// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** Takes the pixels of a picture in any order, each once, and makes the picture of them as it is or smaller. */
sealed interface PixelSink {
    /**
     * A pixel.
     *
     * @param rgba
     *            four bytes, straight alpha; not kept
     */
    void put(int x, int y, byte[] rgba);

    /** The picture, when all pixels are there. */
    RgbaImage image();

    /**
     * For a picture of that size.
     *
     * @param factor
     *            by which its sides are divided; 1 for none
     */
    static PixelSink of(int width, int height, int factor) {
        return factor == 1
                ? new Whole(width, height, new byte[4 * width * height])
                : new Averaged(width, height, factor);
    }

    /** Keeps every pixel. */
    record Whole(int width, int height, byte[] pixels) implements PixelSink {
        @Override
        public void put(int x, int y, byte[] rgba) { System.arraycopy(rgba, 0, pixels, 4 * (y * width + x), 4); }

        @Override
        public RgbaImage image() { return new RgbaImage(width, height, pixels); }
    }

    /** The mean of each square, colours weighted by their alpha. */
    final class Averaged implements PixelSink {
        private final int sourceWidth;
        private final int sourceHeight;
        private final int factor;
        private final int width;
        private final int height;
        /** Colours times alpha, and alpha; an int holds the sum of 181 x 181 pixels. */
        private final int[] sums;

        private Averaged(int sourceWidth, int sourceHeight, int factor) {
            this.sourceWidth = sourceWidth;
            this.sourceHeight = sourceHeight;
            this.factor = factor;
            width = ImageLimits.divided(sourceWidth, factor);
            height = ImageLimits.divided(sourceHeight, factor);
            sums = new int[4 * width * height];
        }

        @Override
        public void put(int x, int y, byte[] rgba) {
            int at = 4 * (y / factor * width + x / factor);
            int alpha = rgba[3] & 0xff;
            for (int c = 0; c < 3; c++) sums[at + c] += alpha * (rgba[c] & 0xff);
            sums[at + 3] += alpha;
        }

        @Override
        public RgbaImage image() {
            byte[] pixels = new byte[sums.length];
            for (int y = 0, at = 0; y < height; y++) {
                int rows = Math.min(factor, sourceHeight - y * factor);
                for (int x = 0; x < width; x++, at += 4) {
                    int count = rows * Math.min(factor, sourceWidth - x * factor);
                    int alpha = sums[at + 3];
                    for (int c = 0; c < 3 && alpha > 0; c++)
                        pixels[at + c] = (byte) ((sums[at + c] + alpha / 2) / alpha);
                    pixels[at + 3] = (byte) ((alpha + count / 2) / count);
                }
            }
            return new RgbaImage(width, height, pixels);
        }
    }
}
