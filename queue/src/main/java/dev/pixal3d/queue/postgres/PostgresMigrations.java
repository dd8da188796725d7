// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.sql.SchemaScripts;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Brings a database to this program's schema: runs {@code schema/1.sql}, {@code schema/2.sql}, ... that it has not
 * seen, each in one transaction together with its number, one process at a time. Published scripts never change.
 *
 * <p>
 * Programs of two versions run side by side while a cluster is brought up to date. So a script only adds what the
 * earlier program does not mind, and what that no longer needs goes with a later one (expand and contract). Each script
 * says in its first line from which schema on programs may go on working with it ({@code -- min_reader N}); an older
 * program than that does not start.
 */
final class PostgresMigrations {
    private static final Pattern MIN_READER = Pattern.compile("-- min_reader (\\d+)");
    /** Ours among the locks of a database that others may use too. */
    private static final String LOCK = "SELECT pg_advisory_lock(hashtext('pixal3d schema'))";
    private static final String UNLOCK = "SELECT pg_advisory_unlock(hashtext('pixal3d schema'))";

    private PostgresMigrations() {}

    static void run(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            try {
                statement.execute("CREATE TABLE IF NOT EXISTS schema_step (version integer PRIMARY KEY, "
                        + "min_reader integer NOT NULL, applied timestamptz NOT NULL DEFAULT clock_timestamp())");
                List<String> scripts = SchemaScripts.of(PostgresMigrations.class);
                int version = number(statement, "SELECT coalesce(max(version), 0) FROM schema_step");
                int oldest = number(statement, "SELECT coalesce(max(min_reader), 0) FROM schema_step");
                if (oldest > scripts.size()) {
                    throw new StoreException(("store: the database was brought up to date by a newer version of this "
                            + "program, which this one cannot work beside (got schema %d, allowed up to %d). Use that "
                            + "version, or another database.").formatted(version, scripts.size()));
                }
                for (int i = version; i < scripts.size(); i++) apply(connection, statement, i + 1, scripts.get(i));
            } finally {
                statement.execute(UNLOCK);
            }
        }
    }

    private static int number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static void apply(Connection connection, Statement statement, int version, String script)
            throws SQLException {
        Matcher reader = MIN_READER.matcher(script);
        if (!reader.lookingAt()) throw new IllegalStateException("schema script " + version + " has no min_reader");
        connection.setAutoCommit(false);
        try {
            for (String sql : SchemaScripts.statements(script)) statement.execute(sql);
            statement.execute("INSERT INTO schema_step (version, min_reader) VALUES (%d, %s)".formatted(version,
                    reader.group(1)));
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
