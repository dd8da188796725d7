// SPDX-License-Identifier: MIT
package dev.pixal3d.training.network;

import static dev.pixal3d.training.views.Sample.PIXELS;
import static dev.pixal3d.training.views.Sample.SIZE;

import dev.pixal3d.image.DistanceTransform;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.training.views.Sample;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Samples as tensors.
 *
 * @param input
 *            n, 8, 64, 64
 * @param weight
 *            n, 1, 64, 64: covered share of each pixel
 * @param depths
 *            n, 2, 64, 64: first and last depth
 */
record Batch(Tensor input, Tensor weight, Tensor depths) {
    /** As they are. */
    static Batch of(List<Sample> samples) { return of(samples, null); }

    /** Half of them mirrored, colours turned, brightened and mixed at random. */
    static Batch varied(List<Sample> samples, RandomGenerator random) {
        return of(samples, random);
    }

    private static Batch of(List<Sample> samples, @org.jspecify.annotations.Nullable RandomGenerator random) {
        int n = samples.size();
        float[] input = new float[n * TrainableGuessNetwork.INPUTS * PIXELS], weight = new float[n * PIXELS],
                depths = new float[n * 2 * PIXELS];
        for (int i = 0; i < n; i++) {
            Sample sample = samples.get(i);
            boolean mirror = random != null && random.nextBoolean();
            double[] mix = random == null ? new double[]{1, 0, 0, 0, 1, 0, 0, 0, 1, 0} : colorMix(random);
            fill(sample, mirror, mix, i, input, weight, depths);
        }
        return new Batch(Tensor.of(input, n, TrainableGuessNetwork.INPUTS, SIZE, SIZE),
                Tensor.of(weight, n, 1, SIZE, SIZE),
                Tensor.of(depths, n, 2, SIZE, SIZE));
    }

    /** A 3 by 3 matrix near a permutation or the identity, and a brightness to add. */
    private static double[] colorMix(RandomGenerator r) {
        int[] order = {0, 1, 2};
        if (r.nextInt(3) == 0) {
            int a = r.nextInt(3), b = r.nextInt(3), t = order[a];
            order[a] = order[b];
            order[b] = t;
        }
        double gain = 0.75 + 0.5 * r.nextDouble(), grey = r.nextInt(4) == 0 ? r.nextDouble() : 0;
        double[] m = new double[10];
        for (int k = 0; k < 3; k++) {
            for (int c = 0; c < 3; c++) { m[3 * k + c] = gain * ((order[k] == c ? 1 - grey : 0) + grey / 3); }
        }
        m[9] = 0.15 * (r.nextDouble() - 0.5);
        return m;
    }

    private static void fill(Sample s, boolean mirror, double[] mix, int i, float[] input, float[] weight,
            float[] depths) {
        int in = i * TrainableGuessNetwork.INPUTS * PIXELS;
        boolean[] inside = new boolean[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            int q = mirror ? p / SIZE * SIZE + SIZE - 1 - p % SIZE : p;
            inside[p] = s.covered()[q] >= 2;
            float alpha = (s.picture()[4 * q + 3] & 0xff) / 255f;
            weight[i * PIXELS + p] = s.covered()[q] / 4f;
            depths[(2 * i) * PIXELS + p] = s.first()[q];
            depths[(2 * i + 1) * PIXELS + p] = s.last()[q];
            for (int k = 0; k < 3; k++) input[in + k * PIXELS + p] = alpha * mixed(s.picture(), 4 * q, mix, k);
            input[in + 3 * PIXELS + p] = alpha;
        }
        geometry(inside, s.angle(), input, in);
    }

    /** The planes that follow from the outline and the camera. */
    static void geometry(boolean[] inside, double angle, float[] input, int in) {
        float[] toOutside = DistanceTransform.squared(inside, false, SIZE, SIZE), toInside = DistanceTransform.squared(
                inside, true, SIZE, SIZE);
        for (int p = 0; p < PIXELS; p++) {
            double d = inside[p] ? Math.sqrt(toOutside[p]) - 0.5 : 0.5 - Math.sqrt(toInside[p]);
            input[in + 4 * PIXELS + p] = (float) Math.clamp(4 * d / SIZE, -1, 1);
            input[in + 5 * PIXELS + p] = (p % SIZE + 0.5f) / SIZE - 0.5f;
            input[in + 6 * PIXELS + p] = (p / SIZE + 0.5f) / SIZE - 0.5f;
            input[in + 7 * PIXELS + p] = (float) Math.tan(angle / 2);
        }
    }

    private static float mixed(byte[] rgb, int at, double[] mix, int k) {
        double sum = mix[9];
        for (int c = 0; c < 3; c++) sum += mix[3 * k + c] * (rgb[at + c] & 0xff) / 255;
        return (float) Math.clamp(sum, 0, 1);
    }
}
