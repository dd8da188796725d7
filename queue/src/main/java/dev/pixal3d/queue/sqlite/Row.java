// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The current row of a result, read by column name in the types the records use.
 *
 * @param columns
 *            where the statement's columns are; the driver would search for each name in each row, a tenth of the time
 *            of a status poll
 */
record Row(ResultSet rows, Map<String, Integer> columns) {
    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    private int at(String column) throws SQLException {
        Integer index = columns.get(column);
        if (index == null) throw new SQLException("there is no column " + column);
        return index;
    }

    String text(String column) throws SQLException {
        @Nullable
        String value = rows.getString(at(column));
        if (value == null) throw new SQLException("column " + column + " is empty");
        return value;
    }

    Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(rows.getString(at(column)));
    }

    int integer(String column) throws SQLException { return rows.getInt(at(column)); }

    long number(String column) throws SQLException { return rows.getLong(at(column)); }

    double real(String column) throws SQLException { return rows.getDouble(at(column)); }

    boolean flag(String column) throws SQLException { return rows.getInt(at(column)) != 0; }

    byte[] bytes(String column) throws SQLException { return rows.getBytes(at(column)); }

    Instant instant(String column) throws SQLException { return Instant.ofEpochMilli(rows.getLong(at(column))); }

    Optional<Instant> optionalInstant(String column) throws SQLException {
        long value = rows.getLong(at(column));
        return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
    }

    Optional<Duration> optionalDuration(String column) throws SQLException {
        long value = rows.getLong(at(column));
        return rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    <E extends Enum<E>> E word(Class<E> type, String column) throws SQLException {
        return Enum.valueOf(type, text(column));
    }
}
