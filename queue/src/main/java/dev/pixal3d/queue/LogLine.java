// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;

/**
 * One line of a request's log.
 *
 * @param number
 *            its place, from 0, without gaps
 * @param time
 *            when the run wrote it
 * @param level
 *            its weight
 * @param message
 *            one line of text
 */
public record LogLine(int number, Instant time, Level level, String message) {
    /** How many lines of a request are kept: the last ones. */
    public static final int KEPT = 1000;

    /** A line before the store numbers it. */
    public record Draft(Instant time, Level level, String message) {}

    /** fal's log levels. */
    public enum Level {
        STDERR,
        STDOUT,
        ERROR,
        INFO,
        WARN,
        DEBUG
    }
}
