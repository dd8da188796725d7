// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;

/**
 * Exact Euclidean distance transforms in linear time as lower envelopes of parabolas (Felzenszwalb, Huttenlocher,
 * "Distance transforms of sampled functions", 2012): columns first, then rows.
 */
public final class DistanceTransform {
    /** The squared distance where there is nothing to be near to. */
    public static final float FAR = 1e20f;

    private DistanceTransform() {}

    /**
     * The transform of a plane, one entry a pixel.
     *
     * @param squared
     *            squared distance to the nearest site, {@link #FAR} without one
     * @param nearest
     *            index of that site (ties: any, but always the same one), -1 without one
     */
    public record Result(float[] squared, int[] nearest) {}

    /** Distance of each pixel to the nearest {@code true} pixel, and which one that is. */
    public static Result of(boolean[] sites, int width, int height) {
        float[] f = new float[sites.length];
        for (int i = 0; i < f.length; i++) f[i] = sites[i] ? 0 : FAR;
        int[] nearest = new int[f.length];
        return new Result(transform(f, width, height, nearest), nearest);
    }

    /** Squared distance of each pixel to the nearest pixel that equals {@code value}. */
    public static float[] squared(boolean[] mask, boolean value, int width, int height) {
        float[] f = new float[mask.length];
        for (int i = 0; i < f.length; i++) f[i] = mask[i] == value ? 0 : FAR;
        return transform(f, width, height, new int[0]);
    }

    /** {@code min over m of cost(m) + |x - m|^2} at each pixel x; costs of {@link #FAR} and more do not count. */
    public static float[] lowerEnvelope(Plane cost) {
        return transform(cost.values().clone(), cost.width(), cost.height(), new int[0]);
    }

    private static float[] transform(float[] f, int width, int height, int[] nearest) {
        int longest = Math.max(width, height);
        float[] line = new float[longest];
        float[] result = new float[longest];
        int[] argument = new int[longest];
        int[] hull = new int[longest];
        double[] start = new double[longest + 1];
        boolean track = nearest.length > 0;
        int[] row = track ? new int[longest] : nearest;
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) line[y] = f[y * width + x];
            envelope(line, height, result, argument, hull, start);
            for (int y = 0; y < height; y++) {
                f[y * width + x] = result[y];
                if (track) nearest[y * width + x] = argument[y] < 0 ? -1 : argument[y] * width + x;
            }
        }
        for (int y = 0; y < height; y++) {
            System.arraycopy(f, y * width, line, 0, width);
            envelope(line, width, result, argument, hull, start);
            System.arraycopy(result, 0, f, y * width, width);
            if (track) {
                System.arraycopy(nearest, y * width, row, 0, width);
                for (int x = 0; x < width; x++) nearest[y * width + x] = argument[x] < 0 ? -1 : row[argument[x]];
            }
        }
        return f;
    }

    private static void envelope(float[] f, int n, float[] out, int[] argument, int[] hull, double[] start) {
        int top = -1;
        for (int q = 0; q < n; q++) {
            if (f[q] >= FAR) continue;
            double s = Double.NEGATIVE_INFINITY;
            while (top >= 0) {
                int v = hull[top];
                s = (f[q] - (double) f[v] + (double) (q - v) * (q + v)) / (2.0 * (q - v));
                if (s > start[top]) break;
                top--;
            }
            hull[++top] = q;
            start[top] = top == 0 ? Double.NEGATIVE_INFINITY : s;
        }
        if (top < 0) {
            Arrays.fill(out, 0, n, FAR);
            Arrays.fill(argument, 0, n, -1);
            return;
        }
        start[top + 1] = Double.POSITIVE_INFINITY;
        int k = 0;
        for (int q = 0; q < n; q++) {
            while (start[k + 1] < q) k++;
            int v = hull[k];
            out[q] = (q - v) * (float) (q - v) + f[v];
            argument[q] = v;
        }
    }
}
