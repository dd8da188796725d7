// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;

/** Whose time a store goes by. */
public interface StoreClock {
    /** The time of this store. */
    Instant now(Session session) throws SQLException;

    /** What a caller's instant is in the time of this store. */
    Instant of(Session session, Instant callers) throws SQLException;

    /** The caller's clock, for a store that only one machine uses. */
    static StoreClock of(InstantSource clock) {
        return new StoreClock() {
            @Override
            public Instant now(Session session) { return clock.instant(); }

            @Override
            public Instant of(Session session, Instant callers) { return callers; }
        };
    }
}
