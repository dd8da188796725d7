// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.StoreException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The database file itself. */
class SchemaTest {
    @TempDir
    private Path directory;

    @Test
    void theFileIsPrivateDurableAndItsSchemaIsChecked() throws Exception {
        Path file = directory.resolve("store.db");
        SqliteStore.open(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeQuery("PRAGMA journal_mode").getString(1)).isEqualTo("wal");
            statement.execute("PRAGMA user_version = 99");
        }
        assertThatThrownBy(() -> SqliteStore.open(file)).isInstanceOf(StoreException.class)
                .hasMessageContaining("newer version")
                .hasMessageContaining("99");
        Path garbage = Files.writeString(directory.resolve("garbage.db"), "this is not a database file at all ...");
        assertThatThrownBy(() -> SqliteStore.open(garbage)).isInstanceOf(StoreException.class)
                .hasMessageContaining("is damaged");
    }
}
