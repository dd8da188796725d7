// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.model.NotFiniteException;
import java.util.function.Supplier;

/**
 * The stages of a run, in order, and the share of the decoding that each is reckoned to take on a GPU at resolution
 * 1024.
 */
enum Stage {
    MATTE("matte", 0.01),
    CAMERA("camera", 0.02),
    FEATURES("features", 0.02),
    STRUCTURE("structure",
            0.15),
    SHAPE("shape", 0.12),
    DETAIL("shape_detail", 0.40),
    TEXTURE("texture", 0.20),
    DECODE("decode", 0.08);

    private final String word;
    private final double share;

    Stage(String word, double share) {
        this.word = word;
        this.share = share;
    }

    /** The name that progress shows. */
    String word() { return word; }

    /**
     * Tells a run's listener that a step of this stage begins, and stops a cancelled run.
     *
     * @param context
     *            of the whole decoding
     */
    void begin(RunContext context, int step, int steps) {
        context.at(word, step, steps, at(steps == 0 ? 0 : (double) step / steps));
    }

    /** Runs a network of this stage; values that are no numbers are told with the stage's name and what to do. */
    <T> T naming(Supplier<T> network) {
        try {
            return network.get();
        } catch (NotFiniteException e) {
            throw new NotFiniteException("stage " + word + ": " + e.getMessage()
                    + ". The weights are damaged or the device computes wrongly: run pixal3d weights verify, then try "
                    + "again, on another device if it stays.");
        }
    }

    /** Share of the decoding that is over at a part of this stage. */
    double at(double part) {
        double before = 0;
        for (Stage s : values()) if (s.ordinal() < ordinal()) before += s.share;
        return Math.min(1, before + share * part);
    }
}
