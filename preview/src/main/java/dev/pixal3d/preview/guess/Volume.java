// SPDX-License-Identifier: MIT
package dev.pixal3d.preview.guess;

import dev.pixal3d.core.Parallel;

/**
 * Square feature planes, channel after channel, and the few operators a U-Net needs. A value is the sum of its terms in
 * one fixed order, so the bytes do not depend on threads; the inner loops run along rows and are what the compiler
 * turns into vector instructions.
 */
record Volume(int channels, int size, float[] values) {
    Volume(int channels, int size) { this(channels, size, new float[channels * size * size]); }

    private int plane() { return size * size; }

    /** A convolution with a kernel of 1 or 3 pixels, zeros around the picture. */
    Volume convolved(float[] weight, float[] bias, int kernel, int stride, Parallel parallel) {
        int outputs = bias.length, side = (size + stride - 1) / stride;
        Volume out = new Volume(outputs, side);
        float[] padded = padded(kernel / 2);
        int width = size + 2 * (kernel / 2);
        parallel.range(outputs, 1, (from, to) -> {
            float[] sum = new float[size * size];
            for (int o = from; o < to; o++) {
                if (stride == 1) full(weight, bias[o], kernel, o, padded, width, out.values);
                else strided(weight, bias[o], kernel, stride, o, padded, width, side, out.values, sum);
            }
        });
        return out;
    }

    private float[] padded(int border) {
        if (border == 0) return values;
        int width = size + 2 * border;
        float[] out = new float[channels * width * width];
        for (int c = 0; c < channels; c++) {
            for (int y = 0; y < size; y++) {
                System.arraycopy(values, (c * size + y) * size, out, (c * width + y + border) * width + border, size);
            }
        }
        return out;
    }

    private void full(float[] weight, float bias, int kernel, int o, float[] in, int width, float[] out) {
        int first = o * plane();
        java.util.Arrays.fill(out, first, first + plane(), bias);
        for (int c = 0; c < channels; c++) {
            int w = (o * channels + c) * kernel * kernel;
            for (int ky = 0; ky < kernel; ky++) {
                for (int y = 0; y < size; y++) {
                    int from = (c * width + y + ky) * width, to = first + y * size;
                    if (kernel == 3)
                        row(in, from, weight[w + 3 * ky], weight[w + 3 * ky + 1], weight[w + 3 * ky + 2],
                                out, to);
                    else
                        for (int x = 0; x < size; x++) out[to + x] += weight[w] * in[from + x];
                }
            }
        }
    }

    private void row(float[] in, int from, float a, float b, float c, float[] out, int to) {
        for (int x = 0; x < size; x++) out[to + x] += a * in[from + x] + b * in[from + x + 1] + c * in[from + x + 2];
    }

    /** Every row that is kept in full, then every column of it: more arithmetic than needed, but along rows. */
    private void strided(float[] weight, float bias, int kernel, int stride, int o, float[] in, int width, int side,
            float[] out, float[] sum) {
        java.util.Arrays.fill(sum, bias);
        for (int c = 0; c < channels; c++) {
            int w = (o * channels + c) * kernel * kernel;
            for (int ky = 0; ky < kernel; ky++) {
                for (int y = 0; y < side; y++) {
                    row(in, (c * width + stride * y + ky) * width, weight[w + 3 * ky], weight[w + 3 * ky + 1], weight[w
                            + 3 * ky + 2], sum, y * size);
                }
            }
        }
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) out[(o * side + y) * side + x] = sum[y * size + stride * x];
        }
    }

    /** Group normalisation (Wu and He 2018). */
    Volume normalized(int groups, float[] weight, float[] bias) {
        Volume out = new Volume(channels, size);
        int each = channels / groups, n = each * plane();
        for (int g = 0; g < groups; g++) {
            double sum = 0, squares = 0;
            for (int i = g * n; i < (g + 1) * n; i++) {
                sum += values[i];
                squares += (double) values[i] * values[i];
            }
            double mean = sum / n, scale = 1 / Math.sqrt(Math.max(0, squares / n - mean * mean) + 1e-5);
            for (int i = g * n; i < (g + 1) * n; i++) {
                int c = i / plane();
                out.values[i] = (float) ((values[i] - mean) * scale) * weight[c] + bias[c];
            }
        }
        return out;
    }

    /** Negative values become 0, in place. */
    Volume rectified() {
        for (int i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]);
        return this;
    }

    /** The sum with another one, in place. */
    Volume plus(Volume other) {
        for (int i = 0; i < values.length; i++) values[i] += other.values[i];
        return this;
    }

    /** Each pixel four times. */
    Volume doubled() {
        int side = 2 * size;
        Volume out = new Volume(channels, side);
        for (int i = 0; i < out.values.length; i++) {
            int x = i % side, y = i / side % side, c = i / (side * side);
            out.values[i] = values[(c * size + y / 2) * size + x / 2];
        }
        return out;
    }
}
