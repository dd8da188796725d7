// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import java.util.concurrent.TimeUnit;

/**
 * How soon the database is looked at again: a leaky bucket. Each look fills it by one, it drains by ten a second, and
 * while fewer than five are in it the next look need not wait. For one thread.
 */
final class LookPace {
    /** A look's share of a second. */
    static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** What happens within it is told by one look. */
    static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
    static final int LOOKS_AT_ONCE = 5;

    /** When nothing is left in the bucket. */
    private long drained;

    /**
     * @param now
     *            as of {@link System#nanoTime()}
     */
    LookPace(long now) { drained = now; }

    /**
     * A look has ended: nanoseconds until the next one.
     *
     * @param now
     *            as of {@link System#nanoTime()}, not before the last call's
     */
    long pauseAfterLook(long now) {
        long left = Math.max(drained - now, 0) + TICK_NANOS;
        drained = now + left;
        return Math.max(SHORTEST_PAUSE_NANOS, left - (LOOKS_AT_ONCE - 1) * TICK_NANOS);
    }
}
