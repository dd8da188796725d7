// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.StoreRows;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The rows of a store in an SQL database, over a connection of its own that sees one moment. */
public final class SqlRows implements StoreRows {
    private static final int FETCH = 500;
    private static final String IN_QUEUE = "CASE WHEN state = 'IN_PROGRESS' THEN 'IN_QUEUE' ELSE state END";
    private static final String FORGIVEN = "CASE WHEN state = 'IN_PROGRESS' THEN forgiven + 1 ELSE forgiven END";
    private static final String STARTED = "CASE WHEN state = 'IN_PROGRESS' THEN NULL ELSE started END";

    private static final Table REQUEST = Table.plain("request", "seq:NUMBER", "id", "endpoint", "key_id",
            "priority:NUMBER", "turn:NUMBER", "state", "start_by:NUMBER", "max_attempts:NUMBER", "attempt:NUMBER",
            "forgiven:NUMBER", "log_count:NUMBER", "finished_by", "ending", "status:NUMBER", "error_type", "error",
            "created:NUMBER", "started:NUMBER", "ended:NUMBER", "inference_time:NUMBER", "store_io:FLAG", "tags",
            "webhook_url", "expires_after:NUMBER", "acl").reading("state", IN_QUEUE).reading("forgiven", FORGIVEN)
            .reading("started", STARTED);
    private static final List<Table> OTHERS = List.of(Table.plain("payload", "seq:NUMBER", "input", "output"),
            Table.plain("log", "seq:NUMBER", "number:NUMBER", "time:NUMBER", "level", "message"),
            Table.plain("delivery", "id:NUMBER", "seq:NUMBER", "request_id", "url", "attempt:NUMBER", "due:NUMBER",
                    "status", "error"),
            Table.plain("file", "key", "name", "content_type", "bytes:NUMBER", "sha256", "request_id", "key_id",
                    "created:NUMBER", "expires:NUMBER", "acl", "blob").reading("blob", "coalesce(blob, key)"),
            Table.plain("api_key", "id", "hash", "scope", "description", "created:NUMBER", "revoked:NUMBER",
                    "last_used:NUMBER"),
            Table.plain("secret", "name", "value:BYTES"), Table.plain("pause", "since:NUMBER"));
    private static final Table IDEMPOTENCY = Table.plain("idempotency", "key_id", "key", "hash:BYTES", "id");

    private final Connection connection;
    private final Dialect dialect;

    /**
     * What differs between databases.
     *
     * @param logCount
     *            the expression for a request's log_count
     * @param idempotencyFrom
     *            where idempotency keys are read from, with their columns' names
     * @param idempotencyInsert
     *            how one is written after its request
     * @param before
     *            a statement before reading or writing
     * @param after
     *            statements after all rows are written
     */
    public record Dialect(String logCount, String idempotencyFrom, String idempotencyInsert, List<String> before,
            List<String> after) {
        public Dialect {
            before = List.copyOf(before);
            after = List.copyOf(after);
        }

        private List<Table> tables() {
            return Stream.concat(Stream.of(REQUEST.reading("log_count", logCount),
                    IDEMPOTENCY.at(idempotencyFrom, idempotencyInsert)), OTHERS.stream()).toList();
        }
    }

    /**
     * @param connection
     *            closed with this; its first statement within a transaction fixes the moment that is read
     */
    public SqlRows(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        connection.setAutoCommit(false);
        execute(dialect.before);
    }

    private void execute(List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) statement.execute(sql);
        }
    }

    private static StoreException failed(SQLException e) {
        return new StoreException("store: its rows cannot be copied (" + e.getMessage() + ").", e);
    }

    @Override
    public void read(Sink sink) throws IOException {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            for (Table table : dialect.tables()) {
                try (ResultSet rows = statement.executeQuery(table.select())) {
                    while (rows.next()) sink.row(table.name(), table.read(rows));
                }
            }
            connection.rollback();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public Filling fill() {
        try (Statement statement = connection.createStatement()) {
            for (Table table : dialect.tables()) {
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table.from())) {
                    rows.next();
                    if (rows.getLong(1) > 0) {
                        throw new StoreException(
                                ("store: is not empty (got %d rows of %s), and nothing is written over. "
                                        + "Name a store that no server has used.")
                                        .formatted(rows.getLong(1), table.name()));
                    }
                }
            }
            return new SqlFilling();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private final class SqlFilling implements Filling {
        private final Map<String, Table> tables = new HashMap<>();
        private final Map<String, PreparedStatement> inserts = new HashMap<>();

        SqlFilling() throws SQLException {
            for (Table table : dialect.tables()) {
                tables.put(table.name(), table);
                inserts.put(table.name(), connection.prepareStatement(table.insert()));
            }
        }

        @Override
        public void row(String table, ObjectNode values) {
            Table known = tables.get(table);
            PreparedStatement insert = inserts.get(table);
            if (known == null || insert == null || !known.fits(values)) {
                throw new StoreException(
                        ("store: the rows come from another version of this program (got table %s with "
                                + "columns %s). Use that version.").formatted(table, values.propertyNames()));
            }
            try {
                known.bind(insert, values);
                insert.executeUpdate();
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public void commit() {
            try {
                execute(dialect.after);
                connection.commit();
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        @Override
        public void close() {
            try {
                for (PreparedStatement insert : inserts.values()) insert.close();
                connection.rollback();
            } catch (SQLException e) {
                throw failed(e);
            }
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
