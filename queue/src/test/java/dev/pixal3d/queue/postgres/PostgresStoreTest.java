// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Stores;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What only a database that many share has to keep: its schema, and clear words when it cannot be used. */
class PostgresStoreTest {
    private static void execute(URI url, String sql) throws SQLException {
        try (Connection connection = TestPostgres.connect(url); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void manyProcessesMayMeetAnEmptyDatabaseAtTheSameTime() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Store>> opening = IntStream.range(0, 6).<Callable<Store>>mapToObj(_ -> () -> Stores.open(url))
                    .toList();
            for (Future<Store> store : threads.invokeAll(opening)) {
                try (Store opened = store.get()) {
                    assertThat(opened.requests().stats().waiting()).isZero();
                }
            }
        }
    }

    @Test
    void aNewerSchemaIsUsedAsLongAsItsMakersSayThatThisProgramMay() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        Stores.open(url).close();
        execute(url, "INSERT INTO schema_step (version, min_reader) VALUES (98, 1)");
        Stores.open(url).close();
        execute(url, "INSERT INTO schema_step (version, min_reader) VALUES (99, 99)");
        assertThatThrownBy(() -> Stores.open(url)).isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version").hasMessageContaining("99");
    }

    @Test
    void aDatabaseThatCannotBeUsedIsOneLineWithTheRemedy() {
        int port = TestPostgres.shared().port();
        assertThatThrownBy(() -> Stores.open(URI.create("postgres://pixal3d@127.0.0.1:1/x")))
                .isInstanceOf(StoreException.class).hasMessageContaining("postgres://pixal3d@127.0.0.1:1/x")
                .hasMessageContaining("Check that PostgreSQL runs there").message().hasLineCount(1);
        assertThatThrownBy(() -> Stores.open(URI.create("postgres://pixal3d@127.0.0.1:" + port + "/nosuch")))
                .isInstanceOf(StoreException.class).hasMessageContaining("createdb nosuch").message().hasLineCount(1);
        assertThatThrownBy(() -> Stores.open(URI.create("postgres://nobody@127.0.0.1:" + port + "/postgres")))
                .isInstanceOf(StoreException.class).hasMessageContaining("Check the user's name").message()
                .hasLineCount(1);
    }
}
