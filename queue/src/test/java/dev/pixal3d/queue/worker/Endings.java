// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Counts inside the database file, past all our code, how often each request was completed. */
final class Endings {
    private Endings() {}

    static void record(Path file) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE endings (id TEXT, body TEXT)");
            statement.execute("""
                    CREATE TRIGGER endings_counted AFTER UPDATE OF state ON request WHEN new.state = 'COMPLETED'
                    BEGIN INSERT INTO endings (id) VALUES (new.id); END""");
        }
    }

    /** Endings by request. */
    static Map<String, Integer> counts(Path file) throws SQLException {
        Map<String, Integer> counts = new HashMap<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id FROM endings")) {
            while (rows.next()) counts.merge(rows.getString(1), 1, Integer::sum);
        }
        return counts;
    }
}
