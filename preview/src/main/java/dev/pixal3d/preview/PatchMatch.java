// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.RunContext;
import java.util.Arrays;

/**
 * Grows texture over a target region from sources elsewhere in the same picture: patch-based synthesis (Wexler,
 * Shechtman, Irani, "Space-time completion of video", 2007) with randomised nearest-neighbour search (Barnes, Shechtman,
 * Finkelstein, Goldman, "PatchMatch", 2009). One object works on one scale, on one thread; same seed, same result.
 */
final class PatchMatch {
    private static final int RADIUS = 3;
    private static final int PATCH = 49;
    private static final int SWEEPS = 3;

    private final Problem problem;
    private final int size;
    private final float[] image;
    private final int[] match;
    private final float[] cost;
    private int random;

    /**
     * One scale of the task; arrays over size x size pixels, colours interleaved.
     *
     * @param source
     *            the picture to copy from
     * @param target
     *            where to synthesise
     * @param usable
     *            where a patch to copy may be centred
     * @param penalty
     *            extra cost of each source pixel
     * @param wanted
     *            low-pass colours to come close to in the target
     * @param present
     *            low-pass colours of the source
     */
    record Problem(int size, float[] source, boolean[] target, boolean[] usable, float[] penalty, float[] wanted,
            float[] present) {}

    /**
     * @param image
     *            first guess, changed in place
     * @param match
     *            source pixel of each target pixel, changed in place
     */
    PatchMatch(Problem problem, float[] image, int[] match, int seed) {
        this.problem = problem;
        this.size = problem.size();
        this.image = image;
        this.match = match;
        this.cost = new float[match.length];
        this.random = seed;
    }

    /** Alternates search and vote. */
    void run(int rounds, RunContext context) {
        for (int round = 0; round < rounds; round++) {
            context.check();
            for (int i = 0; i < match.length; i++) {
                if (problem.target()[i]) cost[i] = cost(i, match[i], Float.MAX_VALUE);
            }
            for (int sweep = 0; sweep < SWEEPS; sweep++) {
                context.check();
                search((sweep & 1) == 0);
            }
            vote();
        }
    }

    private void search(boolean forward) {
        int step = forward ? 1 : -1;
        for (int n = 0; n < match.length; n++) {
            int i = forward ? n : match.length - 1 - n;
            if (!problem.target()[i]) continue;
            int x = i % size;
            int y = i / size;
            int px = x - step;
            int py = y - step;
            if (px >= 0 && px < size && problem.target()[i - step]) {
                int from = match[i - step];
                attempt(i, from % size + step, from / size);
            }
            if (py >= 0 && py < size && problem.target()[i - step * size]) {
                int from = match[i - step * size];
                attempt(i, from % size, from / size + step);
            }
            for (int reach = size / 2; reach >= 1; reach /= 2) {
                int mx = match[i] % size;
                int my = match[i] / size;
                int dx = next() % (2 * reach + 1) - reach;
                int dy = next() % (2 * reach + 1) - reach;
                attempt(i, mx + dx, my + dy);
            }
        }
    }

    private void attempt(int i, int x, int y) {
        if (x < 0 || y < 0 || x >= size || y >= size) return;
        int candidate = y * size + x;
        if (candidate == match[i] || !problem.usable()[candidate]) return;
        float c = cost(i, candidate, cost[i]);
        if (c < cost[i]) {
            cost[i] = c;
            match[i] = candidate;
        }
    }

    private int next() {
        random = random * 1664525 + 1013904223;
        return random >>> 8;
    }

    /** Cost of copying source pixel j to target pixel i; may stop early with any value above {@code limit}. */
    private float cost(int i, int j, float limit) {
        int ix = i % size;
        int iy = i / size;
        int jx = j % size;
        int jy = j / size;
        float[] a = problem.wanted();
        float[] b = problem.present();
        float r = a[3 * i] - b[3 * j];
        float g = a[3 * i + 1] - b[3 * j + 1];
        float l = a[3 * i + 2] - b[3 * j + 2];
        float far = 0.35f * (ix - jx) * (ix - jx) + (iy - jy) * (float) (iy - jy);
        float total = 2 * (r * r + g * g + l * l) + 0.5f * far / ((float) size * size) + problem.penalty()[j];
        if (total > limit) return total;
        float[] source = problem.source();
        int left = -Math.min(RADIUS, Math.min(ix, jx));
        int right = Math.min(RADIUS, size - 1 - Math.max(ix, jx));
        int top = -Math.min(RADIUS, Math.min(iy, jy));
        int bottom = Math.min(RADIUS, size - 1 - Math.max(iy, jy));
        float allowed = (limit - total) * PATCH;
        float sum = 0;
        for (int dy = top; dy <= bottom; dy++) {
            int p = 3 * (i + dy * size + left);
            int q = 3 * (j + dy * size + left);
            int end = 3 * (i + dy * size + right) + 2;
            for (; p <= end; p++, q++) {
                float d = image[p] - source[q];
                sum += d * d;
            }
            if (sum > allowed) break;
        }
        return total + sum / PATCH;
    }

    /** Every target pixel spreads its matched patch; pixels become the weighted mean of what reaches them. */
    private void vote() {
        float[] sum = new float[image.length];
        float[] weight = new float[match.length];
        float[] source = problem.source();
        for (int i = 0; i < match.length; i++) {
            if (!problem.target()[i]) continue;
            float w = 1 / (0.001f + cost[i]);
            int j = match[i];
            int left = -Math.min(RADIUS, Math.min(i % size, j % size));
            int right = Math.min(RADIUS, size - 1 - Math.max(i % size, j % size));
            int top = -Math.min(RADIUS, Math.min(i / size, j / size));
            int bottom = Math.min(RADIUS, size - 1 - Math.max(i / size, j / size));
            for (int dy = top; dy <= bottom; dy++) {
                for (int dx = left; dx <= right; dx++) {
                    int p = i + dy * size + dx;
                    if (!problem.target()[p]) continue;
                    int q = 3 * (j + dy * size + dx);
                    weight[p] += w;
                    sum[3 * p] += w * source[q];
                    sum[3 * p + 1] += w * source[q + 1];
                    sum[3 * p + 2] += w * source[q + 2];
                }
            }
        }
        for (int i = 0; i < match.length; i++) {
            if (!problem.target()[i] || weight[i] == 0) continue;
            for (int c = 0; c < 3; c++) image[3 * i + c] = sum[3 * i + c] / weight[i];
        }
    }

    float[] image() { return image; }

    int[] match() { return match; }

    /** The same problem's matches on twice the resolution. */
    static int[] refined(int[] match, int size) {
        int fine = 2 * size;
        int[] out = new int[fine * fine];
        Arrays.setAll(out, i -> {
            int x = i % fine;
            int y = i / fine;
            int j = match[y / 2 * size + x / 2];
            return (2 * (j / size) + (y & 1)) * fine + 2 * (j % size) + (x & 1);
        });
        return out;
    }
}
