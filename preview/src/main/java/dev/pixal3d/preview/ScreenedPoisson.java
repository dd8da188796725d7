// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

/**
 * Solves {@code -laplace(u) + u / lambda^2 = 1} on a mask of pixels with the five-point stencil. Across a pixel face to
 * the outside the condition {@code du/dn = -kappa u} holds half a pixel away: a large kappa is a wall at 0, a small one
 * almost reflects.
 *
 * <p>
 * Nested iteration: solve on half the resolution, prolong, red-black successive over-relaxation (Young, 1954). The two
 * colours live in separate packed arrays, so that the inner loop has unit stride. With 80 sweeps a level the square
 * root of u is off by 0.1 % of the picture's width on normal shapes (2 % on the fattest), against a sparse direct
 * solver; 150 are used.
 */
final class ScreenedPoisson {
    private static final int COARSEST = 32;
    private static final int SWEEPS = 150;
    private static final int COARSE_SWEEPS = 400;

    private final int size;
    private final int stride;
    private final float[] red;
    private final float[] black;
    private final float[] redInverse;
    private final float[] blackInverse;

    /**
     * Solves on a square grid; u is 0 beyond the mask.
     *
     * @param kappa
     *            per pixel and pixel length
     * @param lambda
     *            screening length in pixels
     * @return u in square pixels, 0 outside the mask
     */
    static float[] solve(boolean[] mask, float[] kappa, int size, double lambda) {
        if (size <= COARSEST || size % 4 != 0) {
            ScreenedPoisson level = new ScreenedPoisson(mask, kappa, size, lambda);
            level.relax(COARSE_SWEEPS, 1.6f);
            return level.solution();
        }
        int half = size / 2;
        boolean[] coarseMask = new boolean[half * half];
        float[] coarseKappa = new float[half * half];
        for (int y = 0; y < half; y++) {
            for (int x = 0; x < half; x++) {
                int at = 2 * y * size + 2 * x;
                int[] four = {at, at + 1, at + size, at + size + 1};
                int inside = 0;
                float sum = 0;
                for (int i : four) {
                    if (!mask[i]) continue;
                    inside++;
                    sum += kappa[i];
                }
                coarseMask[y * half + x] = inside >= 2;
                coarseKappa[y * half + x] = inside == 0 ? 0 : 2 * sum / inside;
            }
        }
        float[] coarse = solve(coarseMask, coarseKappa, half, lambda / 2);
        ScreenedPoisson level = new ScreenedPoisson(mask, kappa, size, lambda);
        level.prolong(coarse);
        level.relax(SWEEPS, 1.85f);
        level.relax(2, 1);
        return level.solution();
    }

    private ScreenedPoisson(boolean[] mask, float[] kappa, int size, double lambda) {
        this.size = size;
        this.stride = size / 2 + 2;
        this.red = new float[stride * (size + 2)];
        this.black = red.clone();
        this.redInverse = red.clone();
        this.blackInverse = red.clone();
        float screen = (float) (1 / (lambda * lambda));
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                if (!mask[i]) continue;
                int inner = 0;
                if (x > 0 && mask[i - 1]) inner++;
                if (x < size - 1 && mask[i + 1]) inner++;
                if (y > 0 && mask[i - size]) inner++;
                if (y < size - 1 && mask[i + size]) inner++;
                float inverse = 1 / (inner + (4 - inner) * 2 * kappa[i] / (kappa[i] + 2) + screen);
                (isRed(x, y) ? redInverse : blackInverse)[at(x, y)] = inverse;
            }
        }
    }

    private static boolean isRed(int x, int y) { return ((x + y) & 1) == 0; }

    private int at(int x, int y) { return (y + 1) * stride + 1 + (x >> 1); }

    private void relax(int sweeps, float omega) {
        for (int s = 0; s < sweeps; s++) {
            for (int y = 0; y < size; y++) sweep(red, black, redInverse, (y + 1) * stride + 1, y & 1, omega);
            for (int y = 0; y < size; y++) sweep(black, red, blackInverse, (y + 1) * stride + 1, 1 - (y & 1), omega);
        }
    }

    /** Relaxes one row of one colour; {@code odd} is 1 when its pixels are those of odd x. */
    private void sweep(float[] u, float[] other, float[] inverse, int from, int odd, float omega) {
        int to = from + size / 2;
        for (int i = from; i < to; i++) {
            float sum = 1 + other[i - stride] + other[i + stride] + other[i + odd - 1] + other[i + odd];
            u[i] += omega * (sum * inverse[i] - u[i]);
        }
    }

    private void prolong(float[] coarse) {
        int half = size / 2;
        for (int y = 0; y < size; y++) {
            int near = y >> 1;
            int far = near + ((y & 1) == 0 ? -1 : 1);
            for (int x = 0; x < size; x++) {
                int i = at(x, y);
                boolean isRed = isRed(x, y);
                if ((isRed ? redInverse : blackInverse)[i] == 0) continue;
                int left = x >> 1;
                int right = left + ((x & 1) == 0 ? -1 : 1);
                float value = 2.25f * get(coarse, half, left, near)
                        + 0.75f * (get(coarse, half, right, near) + get(coarse, half, left, far))
                        + 0.25f * get(coarse, half, right, far);
                (isRed ? red : black)[i] = value;
            }
        }
    }

    private static float get(float[] u, int size, int x, int y) {
        return x < 0 || y < 0 || x >= size || y >= size ? 0 : u[y * size + x];
    }

    private float[] solution() {
        float[] u = new float[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) u[y * size + x] = (isRed(x, y) ? red : black)[at(x, y)];
        }
        return u;
    }
}
