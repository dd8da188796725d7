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
import org.jspecify.annotations.Nullable;

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
        TEXT,
        NUMBER,
        FLAG,
        BYTES
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

    List<@Nullable Object> read(ResultSet rows) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 1; i <= columns.size(); i++) {
            Object value = switch (columns.get(i - 1).kind) {
                case TEXT -> rows.getString(i);
                case NUMBER -> rows.getLong(i);
                case FLAG -> rows.getBoolean(i);
                case BYTES -> rows.getBytes(i);
            };
            values.add(rows.wasNull() ? null : value);
        }
        return values;
    }

    void bind(PreparedStatement statement, List<@Nullable Object> values) throws SQLException {
        for (int i = 1; i <= columns.size(); i++) {
            Kind kind = columns.get(i - 1).kind;
            switch (values.get(i - 1)) {
                case null -> statement.setNull(i, switch (kind) {
                    case TEXT -> Types.VARCHAR;
                    case NUMBER -> Types.BIGINT;
                    case FLAG -> Types.BOOLEAN;
                    case BYTES -> Types.BINARY;
                });
                case String text when kind == Kind.TEXT -> statement.setString(i, text);
                case Long number when kind == Kind.NUMBER -> statement.setLong(i, number);
                case Boolean flag when kind == Kind.FLAG -> statement.setBoolean(i, flag);
                case byte[] bytes when kind == Kind.BYTES -> statement.setBytes(i, bytes);
                case Object wrong -> throw new SQLException("%s: column %d takes no %s".formatted(name, i,
                        wrong.getClass().getSimpleName()));
            }
        }
    }
}
