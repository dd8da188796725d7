// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import dev.pixal3d.image.RgbaImage;
import java.awt.Color;
import java.util.random.RandomGenerator;

/** A few colours that go together, and surfaces painted with them: plain, gradient, noise, stripes, checks, panels. */
final class Paint {
    private static final int SIZE = 32;

    private final float[][] palette;
    private final RandomGenerator random;
    private final double busy;

    Paint(RandomGenerator random) {
        this.random = random;
        this.busy = random.nextDouble();
        float hue = random.nextFloat(), spread = random.nextFloat() * 0.5f, vivid = random.nextFloat();
        palette = new float[2 + random.nextInt(5)][];
        for (int i = 0; i < palette.length; i++) {
            float saturation = vivid * random.nextFloat(), value = 0.08f + 0.9f * random.nextFloat();
            Color c = Color.getHSBColor(hue + spread * (random.nextFloat() - 0.5f), saturation, value);
            palette[i] = c.getRGBColorComponents(null);
        }
    }

    /** One plain colour for a whole object: stone, clay, metal, plaster. */
    static Paint plain(RandomGenerator random) {
        Paint paint = new Paint(random);
        float grey = 0.25f + 0.7f * random.nextFloat(), tint = 0.15f * random.nextFloat();
        float[] c = {grey * (1 + tint), grey, grey * (1 - tint)};
        for (int i = 0; i < paint.palette.length; i++) paint.palette[i] = c;
        return paint;
    }

    /** A new surface. */
    RgbaImage next() {
        float[] a = palette[random.nextInt(palette.length)], b = palette[random.nextInt(palette.length)];
        int kind = random.nextDouble() < busy ? random.nextInt(7) : 0;
        double strength = 0.2 + 0.8 * random.nextDouble(), count = 1 + random.nextInt(6), grain = 0.08 * random
                .nextDouble();
        ValueNoise noise = new ValueNoise(random.nextLong());
        byte[] out = new byte[4 * SIZE * SIZE];
        for (int y = 0, at = 0; y < SIZE; y++) {
            for (int x = 0; x < SIZE; x++, at += 4) {
                double u = (x + 0.5) / SIZE, v = (y + 0.5) / SIZE;
                double t = strength * switch (kind) {
                    case 1 -> v;
                    case 2 -> 0.5 + 0.5 * noise.at(u * count, v * count, 0.5);
                    case 3 -> Math.floor(2 * count * v) % 2;
                    case 4 -> Math.floor(2 * count * u) % 2;
                    case 5 -> (Math.floor(2 * count * u) + Math.floor(2 * count * v)) % 2;
                    case 6 -> Math.abs(u - 0.5) < 0.3 && Math.abs(v - 0.5) < 0.3 ? 1 : 0;
                    default -> 0;
                };
                double g = 1 + grain * noise.at(x * 0.7, y * 0.7, 9.5);
                for (int k = 0; k < 3; k++) {
                    out[at + k] = (byte) Math.clamp(Math.round(255 * g * (a[k] + t * (b[k] - a[k]))), 0, 255);
                }
                out[at + 3] = -1;
            }
        }
        return new RgbaImage(SIZE, SIZE, out);
    }
}
