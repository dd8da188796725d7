// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.image.RgbaImage;
import java.util.Locale;

/** Drawn backgrounds that cut-outs are put on, to see how well they are cut out again. */
enum Backdrop {
    WHITE,
    GREY,
    BLUE,
    GRADIENT,
    VIGNETTE,
    NOISE,
    ROOM,
    DUSK;

    private static final double SHADOW = 0.35;

    /** The picture on this background, opaque, with a soft shadow below the object. */
    RgbaImage behind(RgbaImage image) {
        int w = image.width();
        int h = image.height();
        int bottom = 0;
        int left = w;
        int right = 0;
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                if (image.at(x, y, 3) < 128) continue;
                bottom = y;
                left = Math.min(left, x);
                right = Math.max(right, x);
            }
        }
        byte[] out = new byte[4 * w * h];
        double[] colour = new double[3];
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                int at = 4 * (y * w + x);
                paint((x + 0.5) / w, (y + 0.5) / h, colour);
                double dx = (x - (left + right) / 2.0) / Math.max(1, (right - left) * 0.5);
                double dy = (y - bottom) / (0.05 * h);
                double shade = this == NOISE || this == ROOM ? 1 : 1 - SHADOW * Math.exp(-dx * dx * 1.5 - dy * dy);
                double a = image.at(x, y, 3) / 255.0;
                for (int k = 0; k < 3; k++) {
                    out[at + k] = (byte) Math
                            .round(a * image.at(x, y, k) + (1 - a) * Math.clamp(255 * colour[k] * shade, 0, 255));
                }
                out[at + 3] = (byte) 255;
            }
        }
        return new RgbaImage(w, h, out);
    }

    /** The background's colour at u, v in [0, 1], each channel in [0, 1]. */
    private void paint(double u, double v, double[] out) {
        double r2 = (u - 0.5) * (u - 0.5) + (v - 0.5) * (v - 0.5);
        switch (this) {
            case WHITE -> set(out, 1, 1, 1);
            case GREY -> set(out, 0.62, 0.62, 0.63);
            case BLUE -> set(out, 0.35, 0.55, 0.80);
            case GRADIENT -> set(out, 0.85 - 0.4 * v, 0.86 - 0.35 * v, 0.90 - 0.3 * v);
            case VIGNETTE -> set(out, 0.9 - 0.9 * r2, 0.88 - 0.8 * r2, 0.82 - 0.7 * r2);
            case NOISE -> set(out, 0.5 + 0.2 * wave(u, v, 7), 0.5 + 0.2 * wave(u, v, 11), 0.5 + 0.2 * wave(u, v, 13));
            case ROOM -> {
                double plank = 0.06 * Math.sin(60 * u + 3 * Math.sin(9 * v));
                if (v < 0.68) set(out, 0.72, 0.74, 0.78);
                else set(out, 0.55 + plank, 0.38 + plank, 0.24 + plank);
            }
            case DUSK -> set(out, 0.25 + 0.3 * v, 0.2 + 0.15 * v, 0.35 - 0.1 * v);
        }
    }

    private static double wave(double u, double v, double f) {
        return Math.sin(f * u + 2 * Math.sin(f * v)) * Math.cos(1.3 * f * v - f * u);
    }

    private static void set(double[] out, double r, double g, double b) {
        out[0] = r;
        out[1] = g;
        out[2] = b;
    }

    @Override
    public String toString() { return name().toLowerCase(Locale.ROOT); }
}
