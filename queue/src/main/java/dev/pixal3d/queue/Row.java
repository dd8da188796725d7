// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The current row of a result, read by column name in the types the records use. */
record Row(ResultSet rows) {
    /** Makes a value of a row. */
    @FunctionalInterface
    interface Reader<T> {
        T read(Row row) throws SQLException;
    }

    String text(String column) throws SQLException {
        @Nullable
        String value = rows.getString(column);
        if (value == null) throw new SQLException("column " + column + " is empty");
        return value;
    }

    Optional<String> optionalText(String column) throws SQLException {
        return Optional.ofNullable(rows.getString(column));
    }

    int integer(String column) throws SQLException { return rows.getInt(column); }

    long number(String column) throws SQLException { return rows.getLong(column); }

    double real(String column) throws SQLException { return rows.getDouble(column); }

    boolean flag(String column) throws SQLException { return rows.getInt(column) != 0; }

    byte[] bytes(String column) throws SQLException { return rows.getBytes(column); }

    Instant instant(String column) throws SQLException { return Instant.ofEpochMilli(rows.getLong(column)); }

    Optional<Instant> optionalInstant(String column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(value));
    }

    Optional<Duration> optionalDuration(String column) throws SQLException {
        long value = rows.getLong(column);
        return rows.wasNull() ? Optional.empty() : Optional.of(Duration.ofMillis(value));
    }

    <E extends Enum<E>> E word(Class<E> type, String column) throws SQLException {
        return Enum.valueOf(type, text(column));
    }
}
