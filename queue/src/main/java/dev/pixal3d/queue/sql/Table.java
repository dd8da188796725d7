// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A table as it travels between stores.
 *
 * @param from
 *            what it is read from
 * @param insert
 *            the statement that writes one row, with its columns' values in their order
 */
public record Table(String name, List<Column> columns, String from, String insert) {
    public Table { columns = List.copyOf(columns); }

    /** What values a column has. */
    public enum Kind {
        TEXT(Types.VARCHAR),
        NUMBER(Types.BIGINT),
        FLAG(Types.BOOLEAN),
        BYTES(Types.BINARY);

        private final int type;

        Kind(int type) { this.type = type; }
    }

    /**
     * A column.
     *
     * @param expression
     *            what is read for it
     */
    public record Column(String name, Kind kind, String expression) {}

    /** A table that is written as it is read; each column is a name and, unless it is text, a colon and its kind. */
    public static Table plain(String name, String... columns) {
        List<Column> all = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.split(":");
            Kind kind = parts.length == 1 ? Kind.TEXT : Kind.valueOf(parts[1]);
            all.add(new Column(parts[0], kind, parts[0]));
        }
        return new Table(name, all, name, "INSERT INTO %s (%s) VALUES (%s)".formatted(name,
                all.stream().map(Column::name).collect(Collectors.joining(", ")),
                String.join(", ", Collections.nCopies(all.size(), "?"))));
    }

    /** The same with another expression for a column. */
    public Table reading(String column, String expression) {
        return new Table(name, columns.stream().map(c -> c.name.equals(column)
                ? new Column(c.name, c.kind, expression)
                : c).toList(), from, insert);
    }

    /** The same from and to another place. */
    public Table at(String source, String statement) {
        return new Table(name, columns, source, statement);
    }

    String select() {
        return "SELECT " + columns.stream().map(c -> c.expression + " AS " + c.name).collect(Collectors.joining(", "))
                + " FROM " + from;
    }

    ObjectNode read(ResultSet rows) throws SQLException {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        for (Column column : columns) {
            String at = column.name;
            switch (column.kind) {
                case TEXT -> values.put(at, rows.getString(at));
                case NUMBER -> values.put(at, rows.getLong(at));
                case FLAG -> values.put(at, rows.getBoolean(at));
                case BYTES -> values.put(at, rows.getBytes(at));
            }
            if (rows.wasNull()) values.putNull(at);
        }
        return values;
    }

    /** Whether these are a row's values, and all of them. */
    boolean fits(ObjectNode values) {
        return values.size() == columns.size() && columns.stream().allMatch(column -> values.has(column.name));
    }

    /**
     * Sets a statement's values.
     *
     * @throws tools.jackson.core.JacksonException
     *             when a value is of another kind than its column
     */
    void bind(PreparedStatement statement, ObjectNode values) throws SQLException {
        for (int i = 1; i <= columns.size(); i++) {
            Column column = columns.get(i - 1);
            JsonNode value = values.path(column.name);
            if (value.isNull()) {
                statement.setNull(i, column.kind.type);
                continue;
            }
            switch (column.kind) {
                case TEXT -> statement.setString(i, value.stringValue());
                case NUMBER -> statement.setLong(i, value.longValue());
                case FLAG -> statement.setBoolean(i, value.booleanValue());
                case BYTES -> statement.setBytes(i, value.binaryValue());
            }
        }
    }
}
