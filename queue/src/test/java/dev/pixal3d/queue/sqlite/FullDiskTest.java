// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.sql.Signals;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that may not grow is a full disk to all that is above it. */
class FullDiskTest {
    @TempDir
    private Path directory;

    private static int add(Database database, String key, int bytes) {
        return database.write(session -> session.update("INSERT INTO secret (name, value) VALUES (?, ?)", key,
                new byte[bytes]));
    }

    @Test
    void aFullDiskIsAnEpisode() {
        try (Database database = new Database(directory.resolve("store.db"), new Signals(), InstantSource.system())) {
            add(database, "before", 10);
            long pages = database.write(session -> session.number("PRAGMA page_count"));
            for (int episode = 0; episode < 3; episode++) {
                String key = "key " + episode;
                database.write(session -> session.number("PRAGMA max_page_count = " + pages));
                assertThatThrownBy(() -> add(database, key, 1_000_000)).isInstanceOfSatisfying(StoreException.class,
                        e -> assertThat(e.kind()).isEqualTo(StoreException.Kind.FULL));
                assertThatThrownBy(() -> add(database, key, 1_000_000)).isInstanceOf(StoreException.class);
                database.write(session -> session.number("PRAGMA max_page_count = 1000000"));
                assertThat(add(database, key, 10)).isEqualTo(1);
            }
            long stored = database.read(session -> session.number("SELECT count(*) FROM secret"));
            assertThat(stored).isEqualTo(4);
        }
    }
}
