// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.Problem;
import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.image.Scaling;

/**
 * The object in a square: its bounding box with a margin of 5 % on each side, resampled to {@code size} x {@code size}.
 * Resampling works on premultiplied colours (a transparent pixel's colour must not leak): whole-number reduction by
 * area straight from the bytes, so that a huge picture needs no huge planes, then bicubic with a low-pass when it still
 * shrinks. Outside the picture is transparent.
 *
 * @param rgb
 *            straight colours in [0, 1]
 * @param alpha
 *            coverage in [0, 1]
 */
record Cutout(Plane[] rgb, Plane alpha) {
    private static final double MARGIN = 1.1;
    private static final int VISIBLE = 8;
    private static final int OPAQUE = 128;

    static Cutout of(RgbaImage image, int size, Parallel parallel) {
        Frame frame = frame(image);
        int reduce = Math.max(1, (int) (frame.side / size));
        int x0 = Math.max(0, (int) Math.floor(frame.left));
        int y0 = Math.max(0, (int) Math.floor(frame.top));
        int x1 = Math.min(image.width(), (int) Math.ceil(frame.left + frame.side));
        int y1 = Math.min(image.height(), (int) Math.ceil(frame.top + frame.side));
        int width = (x1 - x0 + reduce - 1) / reduce;
        int height = (y1 - y0 + reduce - 1) / reduce;
        double step = frame.side / size / reduce;
        double sigma = 1 / step < 0.7 ? 0.4 * step : 0;
        Plane[] out = new Plane[4];
        parallel.range(4, 1, (from, to) -> {
            for (int c = from; c < to; c++) {
                Plane region = Gaussian.blur(reduced(image, c, x0, y0, x1, y1, width, height, reduce), sigma);
                out[c] = Scaling.window(region, (frame.left - x0) / reduce, (frame.top - y0) / reduce, step, size);
            }
        });
        float[] alpha = out[3].values();
        for (int i = 0; i < alpha.length; i++) {
            float a = Math.clamp(alpha[i], 0f, 1f);
            for (int c = 0; c < 3; c++) {
                float[] v = out[c].values();
                v[i] = a > 1e-3f ? Math.clamp(v[i] / a, 0f, 1f) : 0;
            }
            alpha[i] = a;
        }
        return new Cutout(new Plane[]{out[0], out[1], out[2]}, out[3]);
    }

    /** The same in bytes. */
    RgbaImage image() {
        byte[] pixels = new byte[4 * alpha.values().length];
        for (int i = 0; i < alpha.values().length; i++) {
            for (int c = 0; c < 3; c++) pixels[4 * i + c] = (byte) Math.round(255 * rgb[c].values()[i]);
            pixels[4 * i + 3] = (byte) Math.round(255 * alpha.values()[i]);
        }
        return new RgbaImage(alpha.width(), alpha.height(), pixels);
    }

    private record Frame(double left, double top, double side) {}

    private static Frame frame(RgbaImage image) {
        int highest = 0;
        byte[] pixels = image.pixels();
        for (int i = 3; i < pixels.length; i += 4) highest = Math.max(highest, pixels[i] & 0xff);
        if (highest < VISIBLE) {
            throw Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR,
                    ("image: nothing to model, the picture is fully transparent (got a largest alpha of %d, allowed "
                            + "%d to 255).")
                            .formatted(highest, VISIBLE)
                            + " Send a picture with a visible object, or set background to remove if only its alpha "
                            + "channel is wrong.")
                    .exception();
        }
        int threshold = highest >= OPAQUE ? OPAQUE : (highest + 1) / 2;
        int x0 = image.width();
        int x1 = -1;
        int y0 = image.height();
        int y1 = -1;
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                if ((pixels[4 * (y * image.width() + x) + 3] & 0xff) < threshold) continue;
                x0 = Math.min(x0, x);
                x1 = Math.max(x1, x);
                y0 = Math.min(y0, y);
                y1 = y;
            }
        }
        double side = MARGIN * Math.max(x1 - x0 + 1, y1 - y0 + 1);
        return new Frame((x0 + x1 + 1) / 2.0 - side / 2, (y0 + y1 + 1) / 2.0 - side / 2, side);
    }

    /** One premultiplied channel (3: alpha) of a region, averaged over squares of {@code reduce} pixels. */
    private static Plane reduced(RgbaImage image, int channel, int x0, int y0, int x1, int y1, int width, int height,
            int reduce) {
        Plane out = new Plane(width, height);
        byte[] pixels = image.pixels();
        for (int y = y0; y < y1; y++) {
            int row = (y - y0) / reduce * width;
            for (int x = x0; x < x1; x++) {
                int at = 4 * (y * image.width() + x);
                int alpha = pixels[at + 3] & 0xff;
                int value = channel == 3 ? 255 * alpha : (pixels[at + channel] & 0xff) * alpha;
                out.values()[row + (x - x0) / reduce] += value;
            }
        }
        for (int y = 0; y < height; y++) {
            int rows = Math.min(y1 - y0, (y + 1) * reduce) - y * reduce;
            for (int x = 0; x < width; x++) {
                int columns = Math.min(x1 - x0, (x + 1) * reduce) - x * reduce;
                out.values()[y * width + x] /= 65025f * rows * columns;
            }
        }
        return out;
    }
}
