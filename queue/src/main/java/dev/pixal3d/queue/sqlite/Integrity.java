// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a database that is damaged or gone. SQLite itself starts empty where the file was lost or truncated, and
 * drops what it cannot read of the write-ahead log without a word; a server would then serve an empty store and make a
 * new administrator's key. So a mark beside the file says that there was a store, and the log is read before SQLite
 * does.
 */
final class Integrity {
    /** Larger files are not read through at every start; damage in them is found when it is met. */
    private static final long READ_THROUGH = 1L << 30;

    private Integrity() {}

    /** Looks at the files alone. */
    static void beforeOpening(Path file) throws IOException {
        boolean empty = !Files.exists(file) || Files.size(file) == 0;
        if (empty && Files.exists(mark(file)))
            throw damaged(file, Files.exists(file) ? "it is empty" : "it is gone", null);
        String log = "";
        // another process may just be writing it: what is seen three times is not that
        for (int look = 0; look < 3; look++) {
            log = WriteAheadLog.damage(log(file));
            if (log.isEmpty()) return;
        }
        throw damaged(log(file), log, null);
    }

    /** Looks at what SQLite made of them. */
    static void beforeMigrating(Path file, Connection connection) throws IOException, SQLException {
        if (Files.exists(mark(file)) && text(connection, "PRAGMA user_version").equals("0")) {
            throw damaged(file, "it has lost its tables", null);
        }
        if (Files.size(file) > READ_THROUGH) return;
        String found = text(connection, "PRAGMA quick_check(1)");
        if (!found.equals("ok")) throw damaged(file, found.replace('\n', ' '), null);
    }

    /** From now on there is a store, in the file itself and not only in its log. */
    static void afterMigrating(Path file, Connection connection) throws IOException, SQLException {
        if (Files.exists(mark(file))) return;
        text(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
        PrivateFiles.file(mark(file));
    }

    static StoreException damaged(Path file, String what, @Nullable Exception cause) {
        String message = ("store: %s is damaged (%s). Put a backup of it in its place, or move %s and the files "
                + "beside it that begin with its name away to start anew, without its keys and requests.")
                .formatted(file, what, file.getFileName());
        return cause == null
                ? new StoreException(StoreException.Kind.DAMAGED, message)
                : new StoreException(StoreException.Kind.DAMAGED, message, cause);
    }

    private static Path mark(Path file) { return file.resolveSibling(file.getFileName() + ".made"); }

    private static Path log(Path file) { return file.resolveSibling(file.getFileName() + "-wal"); }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? String.valueOf(rows.getString(1)) : "";
        }
    }
}
