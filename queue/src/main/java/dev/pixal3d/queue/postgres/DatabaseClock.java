// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.sql.Session;
import dev.pixal3d.queue.sql.StoreClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The database's time, the only one that all machines agree on. */
final class DatabaseClock implements StoreClock {
    private final InstantSource callers;

    /**
     * @param callers
     *            the clock that instants of callers were read from: only how far ahead they are counts
     */
    DatabaseClock(InstantSource callers) { this.callers = callers; }

    @Override
    public Instant now(Session session) throws SQLException {
        return Instant.ofEpochMilli(session.number("SELECT now_ms()"));
    }

    @Override
    public Instant of(Session session, Instant instant) throws SQLException {
        return now(session).plus(ahead(instant));
    }

    /** How far a caller's instant is ahead of now. */
    Duration ahead(Instant instant) {
        return Duration.between(callers.instant(), instant);
    }
}
