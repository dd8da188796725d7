// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

/** What can be heard of a run. */
public sealed interface RunEvent {
    /**
     * The run moved on.
     *
     * @param stage
     *            what is being done, in the field's words ("decimate")
     * @param step
     *            steps done of this stage
     * @param steps
     *            steps of this stage; 0 when unknown
     * @param fraction
     *            share done of the whole run, in [0, 1]
     */
    record Step(String stage, int step, int steps, double fraction) implements RunEvent {}

    /** One line for the run's log. */
    record Log(Level level, String line) implements RunEvent {}

    /** Weight of a log line. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }
}
