// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore.RequeueResult;
import dev.pixal3d.queue.State;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Brings a request that has ended back into the queue of an SQL database. Attempts are never numbered anew, so that no
 * lease of an earlier run fits a later one; those made so far are forgiven instead.
 */
public final class Requeue {
    /** What the request's log says of it. */
    public static final String LINE = "Put back into the queue by an administrator";

    private Requeue() {}

    /** The database's own statements that move a row. */
    @FunctionalInterface
    public interface Move {
        void again(Session session, long seq) throws SQLException;
    }

    /**
     * Within a transaction under way.
     *
     * @param found
     *            the statement that finds a request's seq, state, ending and whether its input is kept, and holds it
     */
    public static RequeueResult of(Session session, String found, String id, Move move) throws SQLException {
        record Found(long seq, State state, Optional<String> ending, boolean kept) {}
        Optional<Found> row = session.first(found, r -> new Found(r.number("seq"), r.word(State.class, "state"),
                r.optionalText("ending"), r.flag("kept")), id);
        if (row.isEmpty()) return RequeueResult.NOT_FOUND;
        if (row.get().state != State.COMPLETED) return RequeueResult.NOT_ENDED;
        if (row.get().ending.filter(Outcome.Kind.SUCCEEDED.name()::equals).isPresent()) return RequeueResult.SUCCEEDED;
        if (!row.get().kept) return RequeueResult.NO_INPUT;
        long seq = row.get().seq;
        move.again(session, seq);
        session.update("UPDATE payload SET output = NULL WHERE seq = ?", seq);
        session.update(
                "UPDATE delivery SET status = 'GIVEN_UP', error = ? WHERE seq = ? AND status = 'PENDING'", LINE, seq);
        session.changed(id);
        session.workAdded();
        return RequeueResult.REQUEUED;
    }
}
