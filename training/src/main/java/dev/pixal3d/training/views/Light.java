// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

import static dev.pixal3d.training.views.Sample.PIXELS;
import static dev.pixal3d.training.views.Sample.SIZE;

import java.util.random.RandomGenerator;

/**
 * How a view is lit and drawn: a key light from anywhere in front, ambient light from above, gloss, a colour cast; some
 * views without light, some with inked outlines or few tones as in drawings.
 */
record Light(double[] toKey, double key, double sky, double ground, double gloss, double[] cast, double ink,
        int tones) {
    static Light random(RandomGenerator r) {
        double a = 2 * Math.PI * r.nextDouble(), up = -0.2 + 1.1 * r.nextDouble(), flat = Math.sqrt(Math.max(0, 1 - up
                * up));
        double z = Math.abs(Math.sin(a)) * flat * (r.nextInt(5) == 0 ? -1 : 1);
        boolean none = r.nextInt(7) == 0;
        double key = none ? 0 : 0.2 + 0.9 * r.nextDouble(), sky = none ? 1 : 1.15 - key * (0.6 + 0.3 * r.nextDouble());
        double[] cast = {1, 1, 1};
        if (!none) for (int k = 0; k < 3; k++) cast[k] = 0.9 + 0.2 * r.nextDouble();
        return new Light(new double[]{Math.cos(a) * flat, up, z}, key, sky, none
                ? 1
                : sky * (0.4 + 0.6 * r
                        .nextDouble()),
                r.nextInt(3) == 0 && !none ? r.nextDouble() : 0, cast, r.nextInt(6) == 0
                        ? 0.4 + 0.5 * r
                                .nextDouble()
                        : 0,
                r.nextInt(10) == 0 ? 3 + r.nextInt(6) : 0);
    }

    /** The colour of a probed point, 0 to 255 in sRGB. */
    void shade(float[] probe, int at, float[] out) {
        double n = 0, up = 0.5 + 0.5 * probe[at + 4];
        for (int k = 0; k < 3; k++) n += toKey[k] * probe[at + 3 + k];
        double lit = key * Math.max(0, n) + ground + (sky - ground) * up;
        double half = Math.max(0, 2 * n * probe[at + 5] - toKey[2]), spark = gloss * Math.pow(half, 24) * 0.6;
        for (int k = 0; k < 3; k++) {
            double linear = Math.pow(probe[at + 6 + k] / 255, 2.2) * lit * cast[k] + spark;
            double c = Math.pow(Math.min(1, linear), 1 / 2.2);
            if (tones > 0) c = Math.round(c * tones) / (double) tones;
            out[k] = (float) (255 * c);
        }
    }

    /** Inks steps of depth and the outline. */
    void draw(Sample sample) {
        if (ink == 0) return;
        byte[] dark = new byte[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            int x = i % SIZE, y = i / SIZE;
            if (sample.covered()[i] == 0) continue;
            for (int s = 0; s < 4; s++) {
                int nx = x + (s == 0 ? 1 : s == 1 ? -1 : 0), ny = y + (s == 2 ? 1 : s == 3 ? -1 : 0);
                int j = ny * SIZE + nx;
                boolean out = nx < 0 || ny < 0 || nx >= SIZE || ny >= SIZE || sample.covered()[j] == 0;
                if (out || sample.first()[i] - sample.first()[j] > 0.04) dark[i] = 1;
            }
        }
        for (int i = 0; i < PIXELS; i++) {
            if (dark[i] == 0) continue;
            for (int k = 0; k < 3; k++)
                sample.picture()[4 * i + k] = (byte) ((sample.picture()[4 * i + k] & 0xff) * (1
                        - ink));
        }
    }
}
