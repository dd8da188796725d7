// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;
import dev.pixal3d.image.Scaling;
import dev.pixal3d.preview.guess.Guess;
import dev.pixal3d.preview.guess.GuessNetwork;

/**
 * The network's guess on the grid of the solid, joined with what is exact: the outline closes it at full resolution,
 * and where the network expects to be wrong it gives way to inflation.
 *
 * @param half
 *            half depth, in picture widths
 * @param middle
 *            z of the middle
 * @param back
 *            colours behind, on the texture's grid
 * @param sureness
 *            0 inflation alone to 1 the network alone, mean over the object
 */
record LearnedShape(Plane half, Plane middle, Plane[] back, double sureness) {
    /** Expected errors of depth at which the network is trusted in full and not at all. */
    private static final float SURE = 0.09f, UNSURE = 0.22f;
    /** Pixels of the guess over which the solid closes towards the outline. */
    private static final float FILLET = 1;
    /** Half the cube's side, with room for the last voxel. */
    private static final double EDGE = 0.495;

    static LearnedShape of(GuessNetwork network, Plane[] front, Silhouette silhouette, Plane inflated, Plane[] plain,
            double distance, Parallel parallel) {
        int m = silhouette.size(), n = GuessNetwork.SIZE, texture = front[0].width();
        Plane coverage = Scaling.area(Fields.of(silhouette.mask(), m), n, n);
        Plane[] rgb = Tasks.each(parallel, front, c -> Scaling.area(c, n, n));
        Guess guess = Guess.of(network, rgb, coverage, 2 * Math.atan(0.5 / distance), parallel);
        Plane squared = Scaling.bicubic(guess.half(), m, m), middle = Scaling.bicubic(guess.middle(), m, m),
                error = Scaling
                        .bilinear(guess.error(), m, m);
        Plane half = new Plane(m, m);
        float fillet = FILLET * m / n;
        double sum = 0;
        int count = 0;
        for (int i = 0; i < m * m; i++) {
            float trust = 1 - Fields.smoothStep((error.values()[i] - SURE) / (UNSURE - SURE));
            float rim = Fields.clip01(silhouette.distance().values()[i] / fillet);
            float learned = (float) Math.sqrt(Math.max(0, squared.values()[i]) * rim);
            half.values()[i] = silhouette.mask()[i]
                    ? inflated.values()[i] + trust * (learned - inflated.values()[i])
                    : 0;
            middle.values()[i] *= trust;
            if (!silhouette.mask()[i]) continue;
            sum += trust;
            count++;
        }
        Plane inside = Fields.of(silhouette.mask(), m);
        Plane[] back = new Plane[3];
        parallel.range(3, 1, (from, to) -> {
            for (int c = from; c < to; c++) back[c] = joined(guess.back()[c], plain[c], texture);
        });
        return new LearnedShape(half, PullPush.fill(new Plane[]{middle}, inside)[0], back, count > 0 ? sum / count : 0);
    }

    /** Half the network's colours, half the plain back's, which meets the front along the outline. */
    private static Plane joined(Plane guessed, Plane plain, int size) {
        Plane out = Scaling.bicubic(guessed, size, size);
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = Fields.clip01(0.5f * (out.values()[i] + plain.values()[i]));
        }
        return out;
    }

    /**
     * The projection of this shape.
     *
     * @param deepest
     *            how far the middle may come towards the camera
     */
    Projection.Bent projection(double distance, double deepest, ClosedField field) {
        int m = middle.width();
        Plane limited = new Plane(m, m);
        double shrink = 1, least = 0;
        for (int i = 0; i < m * m; i++) {
            limited.values()[i] = (float) Math.min(middle.values()[i], deepest);
            double front = field.front().values()[i], z = limited.values()[i];
            if (front <= 0) continue;
            double near = z + Math.sqrt(front), far = z - Math.sqrt(Math.max(0, field.back().values()[i]));
            double across = Math.max(Math.abs((i % m + 0.5) / m - 0.5), Math.abs((i / m + 0.5) / m - 0.5));
            shrink = Math.min(shrink, EDGE * distance / (across * (distance - far) + 1e-9));
            shrink = Math.min(shrink, (distance + EDGE) / (distance - far));
            least = Math.max(least, (distance - EDGE) / (distance - near));
        }
        return new Projection.Bent(distance, limited, Math.max(shrink, Math.min(least, 1)));
    }
}
