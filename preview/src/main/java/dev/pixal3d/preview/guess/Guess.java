// SPDX-License-Identifier: MIT
package dev.pixal3d.preview.guess;

import static dev.pixal3d.preview.guess.GuessNetwork.SIZE;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.DistanceTransform;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;

/**
 * What the network thinks of a cut-out: the mean of its answers for the picture and for the mirrored picture. Square
 * planes of one size, continued smoothly beyond the outline.
 *
 * @param middle
 *            z half way between the first and the last surface behind a pixel, in picture widths; its mean over the
 *            object is 0
 * @param half
 *            half the way between them, squared
 * @param coverage
 *            share of each pixel that the object covers
 * @param trust
 *            how sure its maker is
 */
public record Guess(Plane middle, Plane half, Plane coverage, Trust trust) {
    /** How far a guess is to be believed. */
    public enum Trust {
        /** What the outline suggests counts as much for the thickness. */
        GUESSED,
        /** Middle and thickness are right, as coarse as they are. */
        KNOWN,
        /** The first surface is also as fine as the picture, so that nothing need be read from shading. */
        MEASURED
    }

    private static final float UNIT = 0.25f;
    private static final int PIXELS = SIZE * SIZE;

    /** Asks the network about planes of 64 by 64. */
    static Guess of(GuessNetwork network, Plane[] rgb, Plane coverage, double angle, Parallel parallel) {
        float[] input = input(rgb, coverage, angle);
        float[] straight = network.run(input, parallel), mirrored = mirrored(network.run(mirroredInput(input),
                parallel));
        float[][] a = read(straight, input), b = read(mirrored, input);
        Plane[] out = new Plane[a.length];
        for (int k = 0; k < a.length; k++) {
            out[k] = new Plane(SIZE, SIZE);
            for (int i = 0; i < PIXELS; i++) out[k].values()[i] = 0.5f * (a[k][i] + b[k][i]);
        }
        for (int i = 0; i < PIXELS; i++) out[1].values()[i] *= out[1].values()[i];
        Plane[] whole = PullPush.fill(out, coverage);
        return new Guess(whole[0], whole[1], coverage, Trust.GUESSED);
    }

    private static float[] input(Plane[] rgb, Plane coverage, double angle) {
        float[] in = new float[GuessNetwork.INPUTS * PIXELS];
        boolean[] inside = new boolean[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
            float alpha = coverage.values()[i];
            inside[i] = alpha >= 0.5f;
            for (int c = 0; c < 3; c++) in[c * PIXELS + i] = alpha * rgb[c].values()[i];
            in[3 * PIXELS + i] = alpha;
            in[5 * PIXELS + i] = (i % SIZE + 0.5f) / SIZE - 0.5f;
            in[6 * PIXELS + i] = (i / SIZE + 0.5f) / SIZE - 0.5f;
            in[7 * PIXELS + i] = (float) Math.tan(angle / 2);
        }
        float[] out = DistanceTransform.squared(inside, false, SIZE, SIZE), within = DistanceTransform.squared(inside,
                true, SIZE, SIZE);
        for (int i = 0; i < PIXELS; i++) {
            double d = inside[i] ? Math.sqrt(out[i]) - 0.5 : 0.5 - Math.sqrt(within[i]);
            in[4 * PIXELS + i] = (float) Math.clamp(4 * d / SIZE, -1, 1);
        }
        return in;
    }

    private static float[] mirroredInput(float[] in) {
        float[] out = mirrored(in);
        for (int i = 5 * PIXELS; i < 6 * PIXELS; i++) out[i] = -out[i];
        return out;
    }

    private static float[] mirrored(float[] in) {
        float[] out = new float[in.length];
        for (int i = 0; i < in.length; i++) out[i] = in[i / SIZE * SIZE + SIZE - 1 - i % SIZE];
        return out;
    }

    /** Middle and half thickness of raw planes. */
    private static float[][] read(float[] raw, float[] input) {
        float[][] out = new float[2][PIXELS];
        double sum = 0, weight = 0;
        for (int i = 0; i < PIXELS; i++) {
            float alpha = input[3 * PIXELS + i];
            out[0][i] = UNIT * raw[i];
            sum += alpha * out[0][i];
            weight += alpha;
            float h = raw[PIXELS + i];
            out[1][i] = UNIT * (h > 20 ? h : (float) StrictMath.log1p(StrictMath.exp(h)));
        }
        float mean = weight > 0 ? (float) (sum / weight) : 0;
        for (int i = 0; i < PIXELS; i++) out[0][i] -= mean;
        return out;
    }
}
