// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Separable resampling of 8-bit channels, equal to Pillow's to the last bit: filter stretched when shrinking, 22-bit
 * fixed-point weights, the horizontal pass first, rounded and clipped to 8 bits between the passes.
 *
 * <p>
 * Reference: Pillow {@code src/libImaging/Resample.c}. The networks were trained on pictures resized by it.
 */
public final class Resampler {
    private static final int PRECISION = 22;

    /** Reconstruction filters with Pillow's names. */
    public enum Filter {
        BOX(0.5),
        BILINEAR(1),
        BICUBIC(2),
        LANCZOS(3);

        private final double support;

        Filter(double support) { this.support = support; }

        double at(double x) {
            double a = Math.abs(x);
            return switch (this) {
                case BOX -> x > -0.5 && x <= 0.5 ? 1 : 0;
                case BILINEAR -> a < 1 ? 1 - a : 0;
                case BICUBIC -> a < 1
                        ? ((-0.5 + 2) * a - (-0.5 + 3)) * a * a + 1
                        : a < 2 ? (((a - 5) * a + 8) * a - 4) * -0.5 : 0;
                case LANCZOS -> x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0;
            };
        }

        private static double sinc(double x) {
            if (x == 0) return 1;
            double px = x * Math.PI;
            return Math.sin(px) / px;
        }
    }

    /** Weights of one axis: output i is the sum of inputs from low[i] on, weighted by {@code k[i]}. */
    private record Axis(int[] low, int[][] k) {
        static Axis of(int in, int out, Filter filter) {
            double scale = (double) in / out;
            double stretch = Math.max(scale, 1);
            double support = filter.support * stretch;
            int[] low = new int[out];
            int[][] k = new int[out][];
            for (int i = 0; i < out; i++) {
                double centre = (i + 0.5) * scale;
                int lo = Math.max((int) (centre - support + 0.5), 0);
                int hi = Math.min((int) (centre + support + 0.5), in);
                double[] w = new double[hi - lo];
                double sum = 0;
                for (int j = 0; j < w.length; j++) {
                    w[j] = filter.at((j + lo - centre + 0.5) * (1 / stretch));
                    sum += w[j];
                }
                int[] fixed = new int[w.length];
                for (int j = 0; j < w.length; j++) {
                    double share = sum != 0 ? w[j] * (1 / sum) : w[j];
                    fixed[j] = (int) (share * (1 << PRECISION) + (share < 0 ? -0.5 : 0.5));
                }
                low[i] = lo;
                k[i] = fixed;
            }
            return new Axis(low, k);
        }
    }

    private Resampler() {}

    /** Resizes a picture whose alpha may vary: premultiplied, resampled, divided again. */
    public static RgbaImage rgba(RgbaImage image, int width, int height, Filter filter) {
        if (image.width() == width && image.height() == height) return image;
        byte[] p = image.pixels().clone();
        for (int i = 0; i < p.length; i += 4) {
            int a = p[i + 3] & 0xff;
            for (int k = 0; k < 3; k++) {
                int t = (p[i + k] & 0xff) * a + 128;
                p[i + k] = (byte) ((t >> 8) + t >> 8);
            }
        }
        byte[] out = channels(p, image.width(), image.height(), 4, width, height, filter);
        for (int i = 0; i < out.length; i += 4) {
            int a = out[i + 3] & 0xff;
            if (a == 0 || a == 255) continue;
            for (int k = 0; k < 3; k++) out[i + k] = (byte) Math.min(255, 255 * (out[i + k] & 0xff) / a);
        }
        return new RgbaImage(width, height, out);
    }

    /**
     * Resizes interleaved channels independently of each other.
     *
     * @param pixels
     *            length width * height * channels
     * @return length newWidth * newHeight * channels
     */
    public static byte[] channels(byte[] pixels, int width, int height, int channels, int newWidth, int newHeight,
            Filter filter) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException(
                    "resample: the new size is impossible (got %d x %d, allowed 1 x 1 and more)."
                            .formatted(newWidth, newHeight));
        }
        byte[] rows = newWidth == width ? pixels : horizontal(pixels, width, height, channels, newWidth, filter);
        return newHeight == height ? rows.clone() : vertical(rows, newWidth, height, channels, newHeight, filter);
    }

    private static byte[] horizontal(byte[] in, int width, int height, int channels, int newWidth, Filter filter) {
        Axis axis = Axis.of(width, newWidth, filter);
        byte[] out = new byte[newWidth * height * channels];
        IntStream.range(0, height).parallel().forEach(y -> {
            for (int x = 0; x < newWidth; x++) {
                int[] k = axis.k[x];
                int from = (y * width + axis.low[x]) * channels;
                for (int c = 0; c < channels; c++) {
                    int sum = 1 << PRECISION - 1;
                    for (int j = 0; j < k.length; j++) sum += (in[from + j * channels + c] & 0xff) * k[j];
                    out[(y * newWidth + x) * channels + c] = clip(sum);
                }
            }
        });
        return out;
    }

    private static byte[] vertical(byte[] in, int width, int height, int channels, int newHeight, Filter filter) {
        Axis axis = Axis.of(height, newHeight, filter);
        int row = width * channels;
        byte[] out = new byte[row * newHeight];
        IntStream.range(0, newHeight).parallel().forEach(y -> {
            int[] sums = new int[row];
            Arrays.fill(sums, 1 << PRECISION - 1);
            int[] k = axis.k[y];
            for (int j = 0; j < k.length; j++) {
                int from = (axis.low[y] + j) * row;
                for (int x = 0; x < row; x++) sums[x] += (in[from + x] & 0xff) * k[j];
            }
            for (int x = 0; x < row; x++) out[y * row + x] = clip(sums[x]);
        });
        return out;
    }

    private static byte clip(int sum) { return (byte) Math.clamp(sum >> PRECISION, 0, 255); }
}
