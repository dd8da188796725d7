// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.queue.sqlite.SqliteFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;

/**
 * The kinds of store under test, known by their URLs alone: the tests of this package are the contract that every kind
 * must keep. A new kind is a new constant.
 */
enum TestStores {
    SQLITE {
        @Override
        URI make(Path folder) { return SqliteFactory.url(folder.resolve("store.db")); }
    },
    POSTGRES {
        @Override
        URI make(Path folder) { return TestPostgres.shared().newDatabase(); }

        // its time is the database's: there it moves
        @Override
        void lead(URI url, ManualClock clock) {
            execute(url, "CREATE TABLE IF NOT EXISTS test_clock (ms bigint)", "DELETE FROM test_clock",
                    "INSERT INTO test_clock VALUES (" + clock.instant().toEpochMilli() + ")",
                    "CREATE OR REPLACE FUNCTION now_ms() RETURNS bigint LANGUAGE sql VOLATILE "
                            + "AS 'SELECT ms FROM test_clock'");
            clock.onMove(now -> execute(url, "UPDATE test_clock SET ms = " + now.toEpochMilli()));
        }

        private static void execute(URI url, String... statements) {
            try (Connection connection = TestPostgres.connect(url);
                    Statement statement = connection.createStatement()) {
                for (String sql : statements) statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    abstract URI make(Path folder);

    void lead(URI url, ManualClock clock) {}

    /** Opens the store that belongs to a folder; makes it at the first time. */
    Store open(Path folder, InstantSource clock) {
        try {
            Path known = folder.resolve("store.url");
            if (!Files.exists(known)) Files.writeString(known, make(folder).toString());
            URI url = URI.create(Files.readString(known));
            Store store = Stores.open(url, clock);
            if (clock instanceof ManualClock manual) lead(url, manual);
            return store;
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

}
