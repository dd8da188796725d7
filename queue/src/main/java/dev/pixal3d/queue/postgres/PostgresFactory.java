// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreFactory;
import dev.pixal3d.queue.StoreRows;
import dev.pixal3d.queue.sql.SqlRows;
import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** {@code postgres://user@host:port/database}; the password comes from {@code PGPASSWORD} or a password file. */
public final class PostgresFactory implements StoreFactory {
    private static final SqlRows.Dialect ROWS = new SqlRows.Dialect(
            "coalesce((SELECT run.log_count FROM run WHERE run.seq = request.seq), log_count)", "idempotency",
            "INSERT INTO idempotency (key_id, key, hash, id) VALUES (?, ?, ?, ?)",
            List.of("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SET LOCAL statement_timeout = 0",
                    "SET LOCAL idle_in_transaction_session_timeout = 0"),
            List.of("SELECT setval(pg_get_serial_sequence('request', 'seq'), max(seq)) FROM request",
                    "SELECT setval(pg_get_serial_sequence('delivery', 'id'), max(id)) FROM delivery"));

    @Override
    public String scheme() { return "postgres"; }

    @Override
    public Store open(URI url, InstantSource clock) { return new PostgresStore(PostgresUrl.parse(url), clock); }

    @Override
    public StoreRows rows(URI url) {
        PostgresUrl place = PostgresUrl.parse(url);
        try {
            return new SqlRows(DriverManager.getConnection(place.jdbc(),
                    place.properties(Optional.ofNullable(System.getenv("PGPASSWORD")))), ROWS);
        } catch (SQLException e) {
            throw PostgresDatabase.unreachable(place, e);
        }
    }
}
