// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestStore.Beat;
import dev.pixal3d.queue.RequestStore.CancelResult;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.SubmissionDraft;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What only a database that many share has to keep: its schema, and clear words when it cannot be used. */
class PostgresStoreTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

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

    /** A connection past all our code, in a transaction that ends with it. */
    private static Connection standing(URI url, String sql) throws SQLException {
        Connection connection = TestPostgres.connect(url);
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
        return connection;
    }

    private static Lease claimed(RequestStore requests, String worker) {
        requests.submit(SubmissionDraft.of("e", "{}").done());
        return requests.claim(worker, LEASE).orElseThrow().lease();
    }

    private static RequestStore.Report report(Lease lease) {
        return new RequestStore.Report(lease, Optional.empty(),
                List.of(new LogLine.Draft(Instant.EPOCH, LogLine.Level.INFO, "a line")));
    }

    @Test
    void aServerThatStandsStillWithOneRequestCostsNoOtherItsBeats() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        try (Store store = Stores.open(url)) {
            RequestStore requests = store.requests();
            Lease locked = claimed(requests, "a"), free = claimed(requests, "b");
            List<RequestStore.Report> reports = List.of(report(locked), report(free),
                    report(new Lease(locked.requestId(), "c", 1)));
            try (Connection other = standing(url,
                    "SELECT 1 FROM run WHERE id = '" + locked.requestId() + "' FOR UPDATE")) {
                assertThat(requests.heartbeats(reports, LEASE)).containsExactly(Beat.AGAIN, Beat.CONTINUE, Beat.LOST);
                assertThat(requests.logs(locked.requestId(), 0)).isEmpty();
                other.rollback();
            }
            assertThat(requests.heartbeats(reports, LEASE)).containsExactly(Beat.CONTINUE, Beat.CONTINUE, Beat.LOST);
            assertThat(requests.logs(locked.requestId(), 0)).hasSize(1);
            assertThat(requests.logs(free.requestId(), 0)).hasSize(2);
        }
    }

    /** Who cancels has the request and waits for the run; who beats has the run, and its lines refer to the request. */
    @Test
    void cancelsAndBeatsDoNotWaitForEachOther() throws Exception {
        URI url = TestPostgres.shared().newDatabase();
        try (Store store = Stores.open(url); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RequestStore requests = store.requests();
            Lease lease = claimed(requests, "a");
            Future<CancelResult> cancel;
            try (Connection beat = standing(url, "UPDATE run SET log_count = 1 WHERE id = '" + lease.requestId() + "'");
                    Statement line = beat.createStatement()) {
                cancel = threads.submit(() -> requests.cancel(lease.requestId()));
                while (waiting(url) == 0) Thread.onSpinWait();
                line.execute("SET lock_timeout = '100ms'");
                line.execute("INSERT INTO log SELECT seq, 0, 0, 'INFO', 'a line' FROM run WHERE id = '"
                        + lease.requestId() + "'");
                beat.commit();
            }
            assertThat(cancel.get()).isEqualTo(CancelResult.REQUESTED);
            assertThat(requests.heartbeats(List.of(report(lease)), LEASE)).containsExactly(Beat.CANCEL);
        }
    }

    /** How many wait for a lock in this database. */
    private static int waiting(URI url) throws SQLException {
        try (Connection connection = TestPostgres.connect(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT count(*) FROM pg_stat_activity
                        WHERE datname = current_database() AND wait_event_type = 'Lock'""")) {
            rows.next();
            return rows.getInt(1);
        }
    }
}
