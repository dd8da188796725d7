// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Tensor;

/** Bilinear reading of a feature map at pixels, with the border repeated outside (align_corners false). */
public final class FeatureSampling {
    /**
     * The four cells and weights of each point.
     *
     * @param cells
     *            row-major cell indices, length 4N
     * @param weights
     *            length 4N; the four of a point add up to 1
     */
    record Taps(int[] cells, float[] weights) {}

    private FeatureSampling() {}

    /**
     * Taps of points in a map.
     *
     * @param pixels
     *            x, y of each point in pixel indices of a picture with {@code resolution} pixels a side, length 2N
     */
    static Taps taps(float[] pixels, int resolution, int height, int width) {
        int n = pixels.length / 2;
        int[] cells = new int[4 * n];
        float[] weights = new float[4 * n];
        for (int i = 0; i < n; i++) {
            double x = Math.clamp((pixels[2 * i] + 0.5) * width / resolution - 0.5, 0, width - 1);
            double y = Math.clamp((pixels[2 * i + 1] + 0.5) * height / resolution - 0.5, 0, height - 1);
            int x0 = (int) x;
            int y0 = (int) y;
            int x1 = Math.min(x0 + 1, width - 1);
            int y1 = Math.min(y0 + 1, height - 1);
            double wx = x - x0;
            double wy = y - y0;
            cells[4 * i] = y0 * width + x0;
            cells[4 * i + 1] = y0 * width + x1;
            cells[4 * i + 2] = y1 * width + x0;
            cells[4 * i + 3] = y1 * width + x1;
            weights[4 * i] = (float) ((1 - wx) * (1 - wy));
            weights[4 * i + 1] = (float) (wx * (1 - wy));
            weights[4 * i + 2] = (float) ((1 - wx) * wy);
            weights[4 * i + 3] = (float) (wx * wy);
        }
        return new Taps(cells, weights);
    }

    /** Combines rows [R, C] by taps whose cells index the rows: [N, C]. */
    static Tensor combine(Tensor rows, Taps taps) {
        long n = taps.cells.length / 4;
        Tensor gathered = rows.indexSelect(0, Tensor.of(taps.cells, 4 * n).to(rows.device())).reshape(n, 4,
                rows.size(1));
        return gathered.mul(Tensor.of(taps.weights, n, 4, 1).to(rows.device())).sum(1, false);
    }

    /**
     * Reads a map at points.
     *
     * @param map
     *            [C, h, w]
     * @param pixels
     *            x, y of each point in pixel indices of a picture with {@code resolution} pixels a side, length 2N
     * @return [N, C]
     */
    public static Tensor sample(Tensor map, float[] pixels, int resolution) {
        int h = (int) map.size(1);
        int w = (int) map.size(2);
        return combine(map.flatten(1, 2).transpose(0, 1), taps(pixels, resolution, h, w));
    }
}
