// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

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
import java.util.concurrent.atomic.LongAdder;

/**
 * One database connection with its prepared statements, and the effects of the transaction under way: whom to wake once
 * it is durable. For one thread at a time.
 */
public final class Session implements AutoCloseable {
    /** Stands for the character 0, which not every database takes. */
    private static final char UNKNOWN = '\ufffd';

    private final Connection connection;
    private final Map<String, Prepared> statements = new HashMap<>();
    private final StoreClock clock;
    private final LongAdder sent;
    private final Effects effects = new Effects();

    /**
     * @param clock
     *            whose time is asked for by the parts that all databases share
     * @param sent
     *            counts the statements of all sessions
     */
    public Session(Connection connection, StoreClock clock, LongAdder sent) {
        this.connection = connection;
        this.clock = clock;
        this.sent = sent;
    }

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
    public static final class Effects {
        public final Set<String> requests = new HashSet<>();
        public boolean queueMoved;
        public boolean workAdded;
        public boolean deliveryAdded;

        /** Whether there is nothing that anybody waits for. */
        public boolean nothing() {
            return requests.isEmpty() && !queueMoved && !workAdded && !deliveryAdded;
        }

        public void add(Effects more) {
            requests.addAll(more.requests);
            queueMoved |= more.queueMoved;
            workAdded |= more.workAdded;
            deliveryAdded |= more.deliveryAdded;
        }

        public void clear() {
            requests.clear();
            queueMoved = false;
            workAdded = false;
            deliveryAdded = false;
        }
    }

    public Effects effects() { return effects; }

    /** The time of the store. */
    public Instant now() throws SQLException { return clock.now(this); }

    /** What a caller's instant is in the time of the store. */
    public Instant at(Instant callers) throws SQLException {
        return clock.of(this, callers);
    }

    /** Notes that a request changed. */
    public void changed(String requestId) { effects.requests.add(requestId); }

    /** Notes that requests entered or left the queue, so that places changed. */
    public void queueMoved() {
        effects.queueMoved = true;
    }

    /** Notes that a request can be claimed. */
    public void workAdded() {
        effects.queueMoved = true;
        effects.workAdded = true;
    }

    /** Notes that a delivery is due. */
    public void deliveryAdded() { effects.deliveryAdded = true; }

    public int update(String sql, Object... arguments) throws SQLException {
        return with(sql, prepared -> prepared.statement.executeUpdate(), arguments);
    }

    public <T> Optional<T> first(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return with(sql, prepared -> {
            try (ResultSet rows = prepared.statement.executeQuery()) {
                return rows.next() ? Optional.of(reader.read(prepared.row(rows))) : Optional.empty();
            }
        }, arguments);
    }

    public <T> List<T> list(String sql, Row.Reader<T> reader, Object... arguments) throws SQLException {
        return with(sql, prepared -> {
            try (ResultSet rows = prepared.statement.executeQuery()) {
                List<T> all = new ArrayList<>();
                Row row = prepared.row(rows);
                while (rows.next()) all.add(reader.read(row));
                return all;
            }
        }, arguments);
    }

    /** What is done with a statement whose arguments are set. */
    @FunctionalInterface
    private interface Use<T> {
        T of(Prepared prepared) throws SQLException;
    }

    /** A statement that failed is not used again: after a full disk the driver leaves it closed for good. */
    private <T> T with(String sql, Use<T> use, Object... arguments) throws SQLException {
        sent.increment();
        try {
            return use.of(bound(sql, arguments));
        } catch (SQLException e) {
            forget(sql, e);
            throw e;
        }
    }

    private void forget(String sql, SQLException cause) {
        Prepared failed = statements.remove(sql);
        if (failed == null) return;
        try {
            failed.statement.close();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    public long number(String sql, Object... arguments) throws SQLException {
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
            case String s -> statement.setString(index, s.indexOf('\0') < 0 ? s : s.replace('\0', UNKNOWN));
            case Integer i -> statement.setInt(index, i);
            case Long l -> statement.setLong(index, l);
            case Double d -> statement.setDouble(index, d);
            case Boolean b -> statement.setBoolean(index, b);
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
