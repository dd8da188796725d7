// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.StoreException;
import java.sql.SQLException;

/** A database that work is done on. Thread-safe; fails with {@link StoreException}. */
public interface Transactions {
    /** Work on a session. Writes may run twice, so they must keep no state outside of it. */
    @FunctionalInterface
    interface Work<T> {
        T on(Session session) throws SQLException;
    }

    /** Runs a write; when it returns it is durable and those who wait for it here are awake. */
    <T> T write(Work<T> work);

    /** Runs a read; each statement sees all writes that returned before. */
    <T> T read(Work<T> work);
}
