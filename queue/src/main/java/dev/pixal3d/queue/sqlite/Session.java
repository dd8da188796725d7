// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.Priority;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One database connection with its prepared statements, and the effects of the transaction under way: whom to wake once
 * it is durable. For one thread at a time.
 */
final class Session implements AutoCloseable {
    private final Connection connection;
    private final Map<String, Prepared> statements = new HashMap<>();
    private final Effects effects = new Effects();

    Session(Connection connection) { this.connection = connection; }

    /** A statement and where its columns are; they are learnt from its first result. */
    private record Prepared(PreparedStatement statement, Map<String, Integer> columns) {
        Row row(ResultSet rows) throws SQLException {
            if (columns.isEmpty()) {
                ResultSetMetaData data = rows.getMetaData();
                for (int i = 1; i <= data.getColumnCount(); i++) columns.put(data.getColumnLabel(i), i);
            }
            return new Row(rows, columns);
        }
    }

    /** What a transaction did that others wait for. */
    static final class Effects {
        final Set<String> requests = new HashSet<>();
        boolean queueMoved;
        boolean workAdded;
        boolean deliveryAdded;

        void clear() {
            requests.clear();
            queueMoved = false;
            workAdded = false;
            deliveryAdded = false;
        }
    }

    Effects effects() { return effects; }

    /** Notes that a request changed. */
    void changed(String requestId) { effects.requests.add(requestId); }

    /** Notes that requests entered or left the queue, so that places changed. */
    void queueMoved() {
        effects.queueMoved = true;
    }

    /** Notes that a request can be claimed. */
    void workAdded() {
        effects.queueMoved = true;
        effects.workAdded = true;
    }

    /** Notes that a delivery is due. */
    void deliveryAdded() { effects.deliveryAdded = true; }

    int update(String sql, Object... arguments) throws SQLException {
        return bound(sql, arguments).statement.executeUpdate();
    }

    <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        Prepared prepared = bound(sql, arguments);
        try (ResultSet rows = prepared.statement.executeQuery()) {
            return rows.next() ? Optional.of(reader.read(prepared.row(rows))) : Optional.empty();
        }
    }

    <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        Prepared prepared = bound(sql, arguments);
        try (ResultSet rows = prepared.statement.executeQuery()) {
            List<T> all = new ArrayList<>();
            Row row = prepared.row(rows);
            while (rows.next()) all.add(reader.read(row));
            return all;
        }
    }

    long number(String sql, Object... arguments) throws SQLException {
        return first(sql, row -> row.rows().getLong(1), arguments).orElse(0L);
    }

    private Prepared bound(String sql, Object... arguments) throws SQLException {
        Prepared prepared = statements.get(sql);
        if (prepared == null) {
            prepared = new Prepared(connection.prepareStatement(sql), new HashMap<>());
            statements.put(sql, prepared);
        }
        for (int i = 0; i < arguments.length; i++) bind(prepared.statement, i + 1, arguments[i]);
        return prepared;
    }

    private static void bind(PreparedStatement statement, int index, Object value) throws SQLException {
        switch (value) {
            case Optional<?> o when o.isEmpty() -> statement.setNull(index, java.sql.Types.NULL);
            case Optional<?> o -> bind(statement, index, o.get());
            case String s -> statement.setString(index, s);
            case Integer i -> statement.setInt(index, i);
            case Long l -> statement.setLong(index, l);
            case Double d -> statement.setDouble(index, d);
            case Boolean b -> statement.setInt(index, b ? 1 : 0);
            case Instant t -> statement.setLong(index, t.toEpochMilli());
            case Duration d -> statement.setLong(index, d.toMillis());
            case Priority p -> statement.setInt(index, p.ordinal());
            case Enum<?> e -> statement.setString(index, e.name());
            case byte[] b -> statement.setBytes(index, b);
            default -> throw new SQLException("no column type for " + value.getClass());
        }
    }

    @Override
    public void close() throws SQLException {
        for (Prepared prepared : statements.values()) prepared.statement.close();
        connection.close();
    }
}
