// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;
import dev.pixal3d.image.Scaling;
import dev.pixal3d.preview.guess.Guess;

/**
 * A guess on the grid of the solid, joined with what is exact: the outline closes it at full resolution. Where depths
 * are guessed the thickness is the geometric mean of the guess, three parts, and of the inflated outline, one: the
 * network sees what the object is, the outline how fine its parts are.
 *
 * <p>
 * Rejected: equal parts of both (F-score 0.674 on 19 models of kinds that the network never saw, 0.683 as it is);
 * giving way to inflation where the guess expects to be wrong (0.625 on 14 models of sources that an earlier network
 * never saw, 0.636 without; half inflation everywhere 0.561); thicker or more bent than guessed (1.2 and 1.3 times the
 * depths 0.656 and 0.648 on those models, each alone; both together 0.637 instead of 0.670 on nine of other kinds).
 * What a perfect guess would reach through this joining is in BENCHMARKS.md, as {@code oracle}.
 *
 * @param half
 *            half depth, in picture widths
 * @param middle
 *            z of the middle
 * @param measured
 *            whether the front is as fine as the picture
 */
record LearnedShape(Plane half, Plane middle, boolean measured) {
    /** Pixels of the guess over which the solid closes towards the outline. */
    private static final float FILLET = 1;
    /** Half the cube's side, with room for the last voxel. */
    private static final double EDGE = 0.495;

    /**
     * Joins.
     *
     * @param inflated
     *            half depth that the outline suggests
     */
    static LearnedShape of(Guess guess, Plane inflated, Silhouette silhouette) {
        int m = silhouette.size(), n = guess.half().width();
        Plane squared = Scaling.bicubic(guess.half(), m, m), middle = Scaling.bicubic(guess.middle(), m, m);
        Plane half = new Plane(m, m);
        float fillet = FILLET * m / n;
        for (int i = 0; i < m * m; i++) {
            float rim = Fields.clip01(silhouette.distance().values()[i] / fillet);
            if (!silhouette.mask()[i]) continue;
            double depth = Math.sqrt(Math.max(0, squared.values()[i]) * rim);
            half.values()[i] = (float) (guess.trust() == Guess.Trust.GUESSED
                    ? Math.sqrt(depth * Math.sqrt(depth * inflated.values()[i]))
                    : depth);
        }
        Plane inside = Fields.of(silhouette.mask(), m);
        return new LearnedShape(half, PullPush.fill(new Plane[]{middle}, inside)[0],
                guess.trust() == Guess.Trust.MEASURED);
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
