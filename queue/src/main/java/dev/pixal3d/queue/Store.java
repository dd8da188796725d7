// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import dev.pixal3d.queue.sqlite.SqliteStore;

/**
 * Everything the service remembers, in four small parts that share transactions. Implementations are thread-safe and
 * durable: what a method returned from survives the death of the process at any later moment. Several processes (later:
 * machines) may work on one store at the same time, so callers must not keep state of their own about it.
 *
 * @see SqliteStore
 */
public interface Store extends AutoCloseable {
    RequestStore requests();

    DeliveryStore deliveries();

    FileCatalog files();

    KeyStore keys();

    /** Whether it can go on, or was closed; false for good once a thread it needs has died. */
    boolean alive();

    /** How many statements were sent to the database since it was opened, for monitors. */
    long statements();

    /** Ends the store's threads and connections; everything is already durable. */
    @Override
    void close();
}
