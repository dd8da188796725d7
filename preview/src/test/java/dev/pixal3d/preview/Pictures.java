// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.RgbaImage;
import java.util.SplittableRandom;

/** Synthetic pictures. */
final class Pictures {
    private Pictures() {}

    /** Alpha of a pixel centre in the unit square, 0 to 255. */
    @FunctionalInterface
    interface Shape {
        boolean covers(double u, double v);
    }

    /** A smooth coloured picture cut out by 4 x 4 samples of a shape per pixel. */
    static RgbaImage of(int width, int height, Shape shape) {
        byte[] p = new byte[4 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int hits = 0;
                for (int s = 0; s < 16; s++) {
                    double u = (x + (s % 4 + 0.5) / 4) / width;
                    double v = (y + (s / 4 + 0.5) / 4) / height;
                    if (shape.covers(u, v)) hits++;
                }
                int i = 4 * (y * width + x);
                p[i] = (byte) Math.round(128 + 90 * Math.sin(9.0 * x / width + 1));
                p[i + 1] = (byte) Math.round(128 + 90 * Math.sin(7.0 * y / height));
                p[i + 2] = (byte) Math.round(128 + 60 * Math.sin(5.0 * (x + y) / width));
                p[i + 3] = (byte) Math.round(hits * 255 / 16.0);
            }
        }
        return new RgbaImage(width, height, p);
    }

    static RgbaImage disc() { return of(256, 256, (u, v) -> Math.hypot(u - .5, v - .5) < .375); }

    static RgbaImage ring() { return of(256, 256, (u, v) -> Math.abs(Math.hypot(u - .5, v - .5) - .3) < .1); }

    static RgbaImage holes(int count) {
        return of(256, 256, (u, v) -> {
            if (u < .1 || u > .9 || v < .35 || v > .65) return false;
            double cell = (u - .1) / .8 * count;
            return Math.hypot((cell - Math.floor(cell) - .5) * .8 / count, v - .5) > Math.min(.08, .2 / count);
        });
    }

    static RgbaImage line() { return of(256, 256, (u, v) -> u > .1 && u < .9 && Math.abs(u - v) < 2.1 / 256); }

    static RgbaImage thinBar() { return of(256, 256, (u, v) -> u > .1 && u < .9 && Math.abs(v - .5) < 1.0 / 256); }

    static RgbaImage bar(double width, double height) {
        return of(400, 400, (u, v) -> Math.abs(u - .5) < width / 800 && Math.abs(v - .5) < height / 800);
    }

    static RgbaImage checkerboard() { return of(240, 240, (u, v) -> ((int) (u * 16) + (int) (v * 16)) % 2 == 0); }

    static RgbaImage noise() {
        SplittableRandom random = new SplittableRandom(7);
        RgbaImage picture = of(128, 128, (_, _) -> true);
        for (int i = 3; i < picture.pixels().length; i += 4)
            picture.pixels()[i] = (byte) (random.nextBoolean() ? -1 : 0);
        return picture;
    }

    static RgbaImage full() { return of(200, 160, (_, _) -> true); }

    /** A rough figure: head, body, arms, two legs. */
    static RgbaImage figure() {
        return of(256, 320, (u, v) -> Math.hypot((u - .5) * .8, v - .17) < .11
                || Math.abs(u - .5) < .16 && v > .25 && v < .62
                || Math.abs(u - .5) < .4 && Math.abs(v - .34) < .05
                || Math.abs(Math.abs(u - .5) - .1) < .055 && v > .6 && v < .95);
    }
}
