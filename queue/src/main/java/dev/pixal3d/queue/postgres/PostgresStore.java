// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.DeliveryStore;
import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.KeyStore;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.sql.Signals;
import dev.pixal3d.queue.sql.SqlDeliveries;
import dev.pixal3d.queue.sql.SqlFiles;
import dev.pixal3d.queue.sql.SqlKeys;
import java.time.InstantSource;

/** The store in a PostgreSQL database, which any number of processes on any number of machines share. */
final class PostgresStore implements Store {
    private final PostgresDatabase database;
    private final PostgresRequests requests;
    private final DeliveryStore deliveries;
    private final FileCatalog files;
    private final KeyStore keys;

    PostgresStore(PostgresUrl url, InstantSource clock) {
        Signals signals = new Signals();
        DatabaseClock time = new DatabaseClock(clock);
        this.database = new PostgresDatabase(url, signals, time);
        this.requests = new PostgresRequests(database, signals, time);
        this.deliveries = new SqlDeliveries(database, signals, "FOR UPDATE SKIP LOCKED");
        this.files = new SqlFiles(database);
        this.keys = new SqlKeys(database, signals);
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
