// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;

/**
 * Fills the texels no chart covers. Near a chart they repeat the nearest texel, so that the first mip levels and
 * bilinear filtering see only the chart's own colours; farther away a push-pull pyramid (Gortler et al., "The
 * Lumigraph") spreads the mean of what lies around, so that the last mip levels are the mean of the texture and not of
 * its background. Nothing stays black.
 *
 * <p>
 * The nearest texel is exact, found by columns and then rows (Meijster et al., "A General Algorithm for Computing
 * Distance Transforms in Linear Time"). Inpainting as the reference does it costs more, smears across charts, and
 * leaves far texels arbitrary.
 */
public final class GutterFill {
    private static final int NONE = 1 << 20;

    private final int size;
    /** Per texel without own value the texel to copy, -1 when it is too far; itself for a filled one. */
    private final int[] nearest;

    private GutterFill(int size, int[] nearest) {
        this.size = size;
        this.nearest = nearest;
    }

    /**
     * Plans the filling of a square texture; one plan serves all maps of the same layout.
     *
     * @param coverage
     *            per texel 0 when it is to be filled
     * @param reach
     *            distance in texels up to which the nearest texel is repeated
     */
    public static GutterFill plan(byte[] coverage, int size, int reach, Parallel parallel) {
        int[] above = new int[size * size];
        parallel.range(size, 16, (from, to) -> {
            for (int x = from; x < to; x++) column(coverage, size, x, above);
        });
        int[] nearest = new int[size * size];
        parallel.range(size, 16, (from, to) -> {
            int[] place = new int[size];
            int[] start = new int[size];
            for (int y = from; y < to; y++) row(above, size, y, reach, place, start, nearest);
        });
        return new GutterFill(size, nearest);
    }

    /** For each texel of a column the row of the nearest covered one, as a signed step. */
    private static void column(byte[] coverage, int size, int x, int[] step) {
        int since = NONE;
        for (int y = 0; y < size; y++) {
            since = coverage[y * size + x] != 0 ? 0 : Math.min(NONE, since + 1);
            step[y * size + x] = -since;
        }
        since = NONE;
        for (int y = size - 1; y >= 0; y--) {
            since = coverage[y * size + x] != 0 ? 0 : Math.min(NONE, since + 1);
            if (since < -step[y * size + x]) step[y * size + x] = since;
        }
    }

    /** Lower envelope of the parabolas of a row's columns. */
    private static void row(int[] step, int size, int y, int reach, int[] place, int[] start, int[] nearest) {
        int last = -1;
        for (int x = 0; x < size; x++) {
            if (Math.abs(step[y * size + x]) >= NONE) continue;
            while (last >= 0 && cost(step, size, y, place[last], start[last]) > cost(step, size, y, x, start[last])) {
                last--;
            }
            int from = last < 0 ? 0 : meet(step, size, y, place[last], x) + 1;
            if (from >= size) continue;
            place[++last] = x;
            start[last] = from;
        }
        for (int x = size - 1; x >= 0; x--) {
            int at = y * size + x;
            if (last < 0) {
                nearest[at] = -1;
                continue;
            }
            boolean near = cost(step, size, y, place[last], x) <= (long) reach * reach;
            nearest[at] = near ? (y + step[y * size + place[last]]) * size + place[last] : -1;
            if (x == start[last]) last--;
        }
    }

    private static long cost(int[] step, int size, int y, int column, int x) {
        long dy = step[y * size + column], dx = (long) x - column;
        return dx * dx + dy * dy;
    }

    /** The last x at which the parabola of column a is not above that of column b > a. */
    private static int meet(int[] step, int size, int y, int a, int b) {
        long ha = step[y * size + a], hb = step[y * size + b];
        return (int) Math.floorDiv((long) b * b - (long) a * a + hb * hb - ha * ha, 2L * (b - a));
    }

    /**
     * Fills one map in place.
     *
     * @param texels
     *            {@code channels} bytes for each texel
     */
    public void fill(byte[] texels, int channels, Parallel parallel) {
        parallel.range(size, 16, (from, to) -> {
            for (int i = from * size; i < to * size; i++) {
                if (nearest[i] < 0 || nearest[i] == i) continue;
                for (int k = 0; k < channels; k++) texels[i * channels + k] = texels[nearest[i] * channels + k];
            }
        });
        Level half = Level.halve(size, (i, k) -> texels[i * channels + k] & 255, i -> nearest[i] < 0 ? 0 : 1, channels,
                parallel);
        half.pull(parallel);
        parallel.range(size, 16, (from, to) -> {
            for (int i = from * size; i < to * size; i++) {
                if (nearest[i] >= 0) continue;
                int parent = (i / size / 2 * half.size + i % size / 2) * channels;
                for (int k = 0; k < channels; k++) texels[i * channels + k] = (byte) Math.round(half.value[parent + k]);
            }
        });
    }

    private interface Value {
        float at(int texel, int channel);
    }

    private interface Weight {
        float at(int texel);
    }

    /** A level of the pyramid: weighted means of 2 by 2 texels. */
    private record Level(int size, int channels, float[] value, float[] weight) {
        static Level halve(int size, Value value, Weight weight, int channels, Parallel parallel) {
            int half = (size + 1) / 2;
            Level out = new Level(half, channels, new float[half * half * channels], new float[half * half]);
            parallel.range(half, 16, (from, to) -> {
                for (int i = from * half; i < to * half; i++) {
                    float sum = 0;
                    for (int q = 0; q < 4; q++) {
                        int x = 2 * (i % half) + (q & 1), y = 2 * (i / half) + (q >> 1);
                        if (x >= size || y >= size) continue;
                        float w = weight.at(y * size + x);
                        if (w == 0) continue;
                        sum += w;
                        for (int k = 0; k < channels; k++) out.value[i * channels + k] += w * value.at(y * size + x, k);
                    }
                    if (sum == 0) continue;
                    for (int k = 0; k < channels; k++) out.value[i * channels + k] /= sum;
                    out.weight[i] = Math.min(1, sum);
                }
            });
            return out;
        }

        /** Gives values to the texels that have none, from the coarser levels. */
        void pull(Parallel parallel) {
            if (size <= 1) return;
            Level half = halve(size, (i, k) -> value[i * channels + k], i -> weight[i], channels, parallel);
            half.pull(parallel);
            for (int i = 0; i < weight.length; i++) {
                if (weight[i] > 0) continue;
                int parent = (i / size / 2 * half.size + i % size / 2) * channels;
                for (int k = 0; k < channels; k++) value[i * channels + k] = half.value[parent + k];
            }
        }
    }
}
