// SPDX-License-Identifier: MIT
package dev.pixal3d.preview.guess;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;

/** Says what lies behind the pixels of a cut-out: the shipped network, or who knows better. */
public interface Guesser {
    /**
     * Guesses.
     *
     * @param rgb
     *            r, g, b of the cut-out, square planes of one size, 0 to 1, straight colours, also beyond the outline
     * @param coverage
     *            alpha, a square plane of any size
     * @param angle
     *            field of view in radians
     */
    Guess guess(Plane[] rgb, Plane coverage, double angle, Parallel parallel);

    /** Whether it has measured something, and so knows better than what the outline alone suggests. */
    default boolean measures() {
        return false;
    }
}
