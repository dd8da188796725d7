// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

/** Hears how a run is getting on. Called from the run's threads, one call at a time; must return quickly. */
@FunctionalInterface
public interface Progress {
    /** Hears nothing. */
    Progress NONE = _ -> {};

    void on(Event event);

    /** What can be heard. */
    sealed interface Event {
        /**
         * A run moved on.
         *
         * @param stage
         *            what is being done, e.g. "decimate"
         * @param step
         *            steps done of this stage
         * @param steps
         *            steps of this stage; 0 when unknown
         * @param fraction
         *            share done of the whole run, in [0, 1], never falling
         */
        record Step(String stage, int step, int steps, double fraction) implements Event {}

        /** One line for the request's log. */
        record Log(Level level, String line) implements Event {}
    }

    /** Weight of a log line. */
    enum Level {
        INFO, WARN, ERROR
    }

    /** Sends an INFO line. */
    default void info(String line) { on(new Event.Log(Level.INFO, line)); }
}
