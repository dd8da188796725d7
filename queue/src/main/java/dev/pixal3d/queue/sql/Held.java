// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/**
 * A running request as the decision about its future needs it.
 *
 * @param attemptsLeft
 *            whether it may be tried again
 * @param startBy
 *            when it is of no use any more to start it
 */
public record Held(long seq, String id, boolean attemptsLeft, boolean cancelRequested, Optional<Instant> startBy) {
    /** Of columns seq, id, attempt, forgiven, max_attempts, cancel_requested and start_by. */
    public static Held read(Row row) throws SQLException {
        return new Held(row.number("seq"), row.text("id"),
                row.integer("attempt") - row.integer("forgiven") < row.integer("max_attempts"),
                row.flag("cancel_requested"), row.optionalInstant("start_by"));
    }

    /** How a request ends that has no worker any more; empty when it is tried again. */
    public Optional<Outcome> ending(Fault fault, String message, Instant now) {
        if (cancelRequested) return Optional.of(new Outcome.Cancelled());
        if (!attemptsLeft) return Optional.of(new Outcome.Faulted(fault, message));
        return startBy.filter(by -> !by.isAfter(now)).map(_ -> new Outcome.Expired());
    }
}
