// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.util.OptionalDouble;

/**
 * How long a run still takes, so that people can follow it. What the share of the work that is done predicts goes up
 * and down with every stage, because stages pass at different speeds. So what is told falls all the time within a
 * stage, at the rate at which it gets to zero when the prediction does: slower than the clock while the prediction is
 * later, faster while it is earlier. Only a new stage may raise it, half of the way to the prediction. For one thread
 * at a time.
 */
public final class TimeLeft {
    /** Share of the work before which nobody knows. */
    private static final double ENOUGH = 0.02;

    private final double started;
    private String stage = "";
    private double told = Double.NaN;
    private double toldAt;

    /**
     * @param started
     *            when the run began, in seconds of any clock
     */
    public TimeLeft(double started) {
        this.started = started;
        toldAt = started;
    }

    /**
     * Seconds to tell.
     *
     * @param now
     *            of the same clock, not before the last call's
     * @param stage
     *            that the run is in
     * @param done
     *            share of the work, in [0, 1]
     * @return empty while it is too early
     */
    public OptionalDouble at(double now, String stage, double done) {
        if (done < ENOUGH) return OptionalDouble.empty();
        double predicted = (now - started) * (1 - done) / done;
        double passed = now - toldAt;
        if (Double.isNaN(told)) {
            told = predicted;
        } else {
            // what the prediction was when the last one was told, had it been right then
            double before = predicted + passed;
            double fallen = before > 0 ? told * predicted / before : 0;
            told = stage.equals(this.stage) ? fallen : Math.max(fallen, (fallen + predicted) / 2);
        }
        this.stage = stage;
        toldAt = now;
        return OptionalDouble.of(told);
    }
}
