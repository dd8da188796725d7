// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Random;

/** Pictures for tests. */
final class Pictures {
    private Pictures() {}

    /** Waves with noise; with alpha, some of it 0 and 255. */
    static RgbaImage noisy(int width, int height, boolean alpha) {
        Random random = new Random(width * 31L + height);
        byte[] p = new byte[4 * width * height];
        for (int i = 0; i < p.length; i++) {
            int x = i / 4 % width;
            int y = i / 4 / width;
            double wave = 128 + 100 * Math.sin(x * 0.07 + i % 4) * Math.cos(y * 0.05);
            p[i] = (byte) Math.clamp((int) (wave + random.nextInt(9)), 0, 255);
            if (i % 4 == 3) p[i] = (byte) (alpha ? Math.clamp(random.nextInt(600) - 150, 0, 255) : 255);
        }
        return new RgbaImage(width, height, p);
    }

    /** Slow opaque colours. */
    static RgbaImage smooth(int width, int height) {
        byte[] p = new byte[4 * width * height];
        for (int y = 0, i = 0; y < height; y++) {
            for (int x = 0; x < width; x++, i += 4) {
                p[i] = (byte) (255 * x / width);
                p[i + 1] = (byte) (255 * y / height);
                p[i + 2] = (byte) (128 + 60 * Math.sin(x * 0.05));
                p[i + 3] = -1;
            }
        }
        return new RgbaImage(width, height, p);
    }

    static double meanError(RgbaImage a, RgbaImage b) {
        double sum = 0;
        for (int i = 0; i < a.pixels().length; i++) sum += Math.abs((a.pixels()[i] & 0xff) - (b.pixels()[i] & 0xff));
        return sum / a.pixels().length;
    }

    static int indexOf(byte[] data, byte[] part) {
        for (int i = 0; i + part.length <= data.length; i++) {
            if (java.util.Arrays.equals(data, i, i + part.length, part, 0, part.length)) return i;
        }
        return -1;
    }
}
