// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.sql.Session;
import dev.pixal3d.queue.sql.Signals;
import dev.pixal3d.queue.sql.StoreClock;
import dev.pixal3d.queue.sql.Transactions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * A PostgreSQL database behind a pool of connections. Transactions are READ COMMITTED and lock what they decide about;
 * one that lost a deadlock or a race runs again. Thread-safe.
 */
final class PostgresDatabase implements Transactions, AutoCloseable {
    private static final int TRIES = 5;
    /** Says at level INFO that it starts and stops. Held, because loggers that nobody holds forget their levels. */
    private static final Logger POOL_LOG = Logger.getLogger("com.zaxxer.hikari");
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private final PostgresUrl url;
    private final Signals signals;
    private final StoreClock clock;
    private final LongAdder statements = new LongAdder();
    private final HikariDataSource pool;
    private final News news;

    PostgresDatabase(PostgresUrl url, Signals signals, StoreClock clock) {
        this.url = url;
        this.signals = signals;
        this.clock = clock;
        Properties properties = url.properties(Optional.ofNullable(System.getenv("PGPASSWORD")));
        try (Connection first = DriverManager.getConnection(url.jdbc(), properties)) {
            PostgresMigrations.run(first);
        } catch (SQLException e) {
            throw unreachable(url, e);
        }
        POOL_LOG.setLevel(Level.WARNING);
        HikariConfig config = new HikariConfig();
        config.setPoolName("store");
        config.setJdbcUrl(url.jdbc());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(url.pool());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(PATIENCE.toMillis());
        config.setValidationTimeout(PATIENCE.dividedBy(2).toMillis());
        this.pool = new HikariDataSource(config);
        this.news = new News(() -> DriverManager.getConnection(url.jdbc(), properties), signals, statements);
    }

    static StoreException unreachable(PostgresUrl url, SQLException e) {
        String remedy = switch (String.valueOf(e.getSQLState())) {
            case "28P01", "28000" -> "Check the user's name, and the password in PGPASSWORD or ~/.pgpass.";
            case "3D000" -> "Make the database first: createdb " + url.database() + ".";
            case "42501" -> "Give the user the right to make tables in it.";
            default -> "Check that PostgreSQL runs there and takes connections from this machine.";
        };
        return new StoreException("store: " + url + " cannot be used (" + reason(e) + "). " + remedy, e);
    }

    private static String reason(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given").replaceFirst("[. ]+$", "");
    }

    /** Whether news are being told and heard; false for good once one of their threads has died. */
    boolean alive() {
        return pool.isClosed() || news.alive();
    }

    long statements() { return statements.sum(); }

    @Override
    public <T> T write(Work<T> work) {
        for (int tries = 1;; tries++) {
            try {
                return transaction(work);
            } catch (SQLException e) {
                if (tries == TRIES || !lostARace(e)) throw failed(e);
            }
        }
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        Session.Effects effects;
        T result;
        try (Connection connection = connection(); Session session = new Session(connection, clock, statements)) {
            connection.setAutoCommit(false);
            try {
                result = work.on(session);
                connection.commit();
            } catch (SQLException | RuntimeException | Error e) {
                rollBack(connection, e);
                throw e;
            }
            effects = session.effects();
        }
        signals.after(effects);
        news.tell(effects);
        return result;
    }

    private static void rollBack(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    /** Serialization failures and deadlocks: nothing was done, and the next try meets another situation. */
    private static boolean lostARace(SQLException e) {
        return "40001".equals(e.getSQLState()) || "40P01".equals(e.getSQLState());
    }

    @Override
    public <T> T read(Work<T> work) {
        try (Connection connection = connection(); Session session = new Session(connection, clock, statements)) {
            return work.on(session);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Connection connection() throws SQLException {
        if (pool.isClosed()) throw new StoreException("store: it is closed. Open it again.");
        return pool.getConnection();
    }

    private StoreException failed(SQLException e) {
        if (pool.isClosed()) return new StoreException("store: it is closed. Open it again.", e);
        // 53100: disk_full
        return new StoreException(
                "53100".equals(e.getSQLState()) ? StoreException.Kind.FULL : StoreException.Kind.FAILED,
                "store: " + url + " failed (" + reason(e) + "). Check that PostgreSQL answers and has free space.", e);
    }

    @Override
    public void close() {
        news.close();
        pool.close();
    }
}
