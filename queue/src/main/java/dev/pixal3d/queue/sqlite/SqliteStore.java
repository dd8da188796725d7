// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.DeliveryStore;
import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.KeyStore;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.sql.Signals;
import dev.pixal3d.queue.sql.SqlDeliveries;
import dev.pixal3d.queue.sql.SqlFiles;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The store in one SQLite file (and its two write-ahead-log files beside it). The file must be on a local disk. Other
 * processes may open it at the same time: their changes are seen at once and wake waiters within 0.2 seconds.
 */
public final class SqliteStore implements Store {
    private final Database database;
    private final SqliteRequests requests;
    private final DeliveryStore deliveries;
    private final FileCatalog files;
    private final KeyStore keys;

    private SqliteStore(Path file, InstantSource clock) {
        Signals signals = new Signals();
        this.database = new Database(file, signals, clock);
        this.requests = new SqliteRequests(database, signals, clock);
        this.deliveries = new SqlDeliveries(database, signals, "");
        this.files = new SqlFiles(database);
        this.keys = new SqliteKeys(database, signals);
    }

    /**
     * Opens or creates a store and brings it to this program's schema.
     *
     * @throws StoreException
     *             when the file cannot be used
     */
    public static SqliteStore open(Path file) { return open(file, InstantSource.system()); }

    /** The same with a given clock, for tests. */
    public static SqliteStore open(Path file, InstantSource clock) {
        return new SqliteStore(file, clock);
    }

    @Override
    public RequestStore requests() { return requests; }

    @Override
    public DeliveryStore deliveries() { return deliveries; }

    @Override
    public FileCatalog files() { return files; }

    @Override
    public KeyStore keys() { return keys; }

    @Override
    public boolean alive() { return database.alive() && requests.alive(); }

    @Override
    public long statements() { return database.statements(); }

    @Override
    public void close() {
        requests.close();
        database.close();
    }
}
