// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.DistanceTransform;
import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.Scaling;

/**
 * The outline as a signed distance, positive inside, smooth to a fraction of a pixel.
 *
 * @param distance
 *            in pixels of its own grid
 * @param fine
 *            in pixels of the cut-out's grid, which is finer by a whole factor
 * @param mask
 *            where {@code distance} is positive
 */
record Silhouette(Plane distance, Plane fine, boolean[] mask) {
    private static final float OPAQUE = 0.5f;

    static Silhouette of(Plane alpha, int size, Parallel parallel) {
        int n = alpha.width();
        int k = n / size;
        float highest = 0;
        for (float a : alpha.values()) highest = Math.max(highest, a);
        float threshold = highest > OPAQUE ? OPAQUE : highest / 2;
        boolean[] solid = new boolean[n * n];
        for (int i = 0; i < solid.length; i++) solid[i] = alpha.values()[i] >= threshold;
        float[][] squared = new float[2][];
        parallel.all(() -> squared[0] = DistanceTransform.squared(solid, false, n, n),
                () -> squared[1] = DistanceTransform.squared(solid, true, n, n));
        Plane signed = new Plane(n, n);
        for (int i = 0; i < solid.length; i++) {
            signed.values()[i] = solid[i]
                    ? (float) Math.sqrt(squared[0][i]) - 0.5f
                    : 0.5f - (float) Math.sqrt(squared[1][i]);
        }
        Plane fine = Gaussian.blur(signed, 0.8);
        Plane distance = Scaling.area(fine, size, size);
        boolean[] mask = new boolean[size * size];
        for (int y = 0; y < size; y++) {
            for (int x = 0; x < size; x++) {
                int i = y * size + x;
                float s = distance.values()[i] / k;
                if (s <= 0) s = rescued(fine, x * k, y * k, k, s);
                distance.values()[i] = s;
                mask[i] = s > 0;
            }
        }
        return new Silhouette(distance, fine, mask);
    }

    /** A part thinner than a pixel of the coarse grid would vanish in the mean; keep it as a thin one. */
    private static float rescued(Plane fine, int x0, int y0, int k, float s) {
        float highest = 0;
        for (int y = y0; y < y0 + k; y++) {
            for (int x = x0; x < x0 + k; x++) highest = Math.max(highest, fine.at(x, y) / k);
        }
        return highest > 0 ? Math.min(0.5f * highest, 0.25f) + 0.001f : s;
    }

    int size() { return distance.width(); }
}
