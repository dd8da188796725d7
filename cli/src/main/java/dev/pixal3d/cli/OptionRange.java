// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;

/** What a number of the command line may be. */
final class OptionRange {
    private OptionRange() {}

    /**
     * Refuses a value outside of its range.
     *
     * @param option
     *            its name
     * @throws dev.pixal3d.core.ProblemException
     *             when the value is not in [low, high]
     */
    static void check(String option, int value, int low, int high) {
        if (value < low || value > high) {
            throw Problem.usage("%s: out of range (got %d, allowed %d to %d).".formatted(option, value, low, high))
                    .exception();
        }
    }

    /** The same for a number; what is none is outside of every range. */
    static void check(String option, double value, int low, int high) {
        if (!(value >= low && value <= high)) {
            throw Problem.usage("%s: out of range (got %s, allowed %d to %d).".formatted(option, value, low, high))
                    .exception();
        }
    }
}
