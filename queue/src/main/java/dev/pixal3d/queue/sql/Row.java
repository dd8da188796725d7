// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

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
public record Row(ResultSet rows, Map<String, Integer> columns) {
    /** Makes a value of a row. */
    @FunctionalInterface
    public interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    private int at(String column) throws SQLException {
        Integer index = columns.get(column);
        if (index == null) throw new SQLException("there is no column " + column);
        return index;
    }

    public String text(String column) throws SQLException {
        @Nullable
        String value = rows.getString(at(column));
        if (value == null) throw new SQLException("column " + column + " is empty");
        return value;
    }

    public Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(rows.getString(at(column)));
    }

    public int integer(String column) throws SQLException { return rows.getInt(at(column)); }

    public long number(String column) throws SQLException { return rows.getLong(at(column)); }

    public double real(String column) throws SQLException { return rows.getDouble(at(column)); }

    public boolean flag(String column) throws SQLException { return rows.getBoolean(at(column)); }

    public byte[] bytes(String column) throws SQLException { return rows.getBytes(at(column)); }

    public Instant instant(String column) throws SQLException { return Instant.ofEpochMilli(rows.getLong(at(column))); }

    public Optional<Instant> optionalInstant(String column) throws SQLException {
        long value = rows.getLong(at(column));
        return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
    }

    public Optional<Duration> optionalDuration(String column) throws SQLException {
        long value = rows.getLong(at(column));
        return rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    public <E extends Enum<E>> E word(Class<E> type, String column) throws SQLException {
        return Enum.valueOf(type, text(column));
    }
}
