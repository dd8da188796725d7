// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Stores;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was damaged or lost is never taken for a new, empty store. */
class DamageTest {
    private static final int PAGE = 4096;
    private static final int FRAME = PAGE + 24;

    @TempDir
    private Path directory;
    private Path file;
    private Path log;

    @BeforeEach
    void store() {
        file = directory.resolve("store.db");
        log = directory.resolve("store.db-wal");
        add(file, 1);
    }

    private static void add(Path file, int n) {
        try (Store store = SqliteStore.open(file)) {
            assertThat(store.keys().add(key(n))).isTrue();
        }
    }

    private static ApiKey key(int n) {
        return new ApiKey("key " + n, "hash", ApiKey.Scope.ADMIN, "", Instant.EPOCH, Optional.empty(),
                Optional.empty());
    }

    private void assertRefused(Path file) {
        assertThatThrownBy(() -> Stores.open(SqliteFactory.url(file))).isInstanceOfSatisfying(StoreException.class,
                e -> {
                    assertThat(e.kind()).isEqualTo(StoreException.Kind.DAMAGED);
                    assertThat(e).hasMessageContaining("is damaged").hasMessageContaining("Put a backup");
                    assertThat(String.valueOf(e.getMessage()).lines()).hasSize(1);
                });
    }

    /** Files as a process leaves them that is killed while the last commits are only in the log. */
    private Path killed(int commits) throws IOException {
        Path copy = Files.createDirectory(directory.resolve("killed")).resolve("store.db");
        try (Store store = SqliteStore.open(file)) {
            for (int i = 0; i < commits; i++) {
                int n = i;
                store.keys().secret("secret " + n, () -> new byte[]{(byte) n});
            }
            for (String end : new String[]{"", "-wal", ".made"}) {
                Files.copy(file.resolveSibling("store.db" + end), copy.resolveSibling("store.db" + end));
            }
        }
        return copy;
    }

    private static void overwrite(Path path, long at, int length) throws IOException {
        try (RandomAccessFile out = new RandomAccessFile(path.toFile(), "rw")) {
            byte[] garbage = new byte[length];
            Arrays.fill(garbage, (byte) 0x5a);
            out.seek(at);
            out.write(garbage);
        }
    }

    @Test
    void aDatabaseThatIsGoneOrEmptyIsRefused() throws IOException {
        Files.delete(file);
        assertRefused(file);
        Files.createFile(file);
        assertRefused(file);
        assertThat(Files.size(file)).isZero();
    }

    @Test
    void aDatabaseThatWasOverwrittenIsRefused() throws IOException {
        long size = Files.size(file);
        overwrite(file, 0, 100);
        assertRefused(file);
        overwrite(file, 0, (int) size);
        assertRefused(file);
    }

    @Test
    void damageInTheMiddleIsRefused() throws IOException {
        overwrite(file, 2 * PAGE, PAGE);
        assertRefused(file);
    }

    @Test
    void aLogWithDamageBeforeLaterCommitsIsRefused() throws IOException {
        Path copy = killed(6);
        overwrite(copy.resolveSibling("store.db-wal"), 32 + FRAME + 24 + 100, 200);
        assertRefused(copy);
    }

    @Test
    void aLogWithoutAReadableHeaderIsRefused() throws IOException {
        Path copy = killed(2);
        overwrite(copy.resolveSibling("store.db-wal"), 8, 8);
        assertRefused(copy);
    }

    @Test
    void whatACrashLeavesHalfWrittenIsNoDamage() throws IOException {
        Path copy = killed(6);
        Path wal = copy.resolveSibling("store.db-wal");
        overwrite(wal, Files.size(wal) - 50, 50);
        try (Store store = SqliteStore.open(copy)) {
            assertThat(store.keys().secret("secret 4")).contains(new byte[]{4});
            assertThat(store.keys().secret("secret 5")).isEmpty();
        }
    }

    @Test
    void keysSurviveTheLossOfTheLog() throws IOException {
        Path copy = directory.resolve("copy.db");
        try (Store store = SqliteStore.open(file)) {
            store.keys().add(key(2));
            Files.copy(file, copy);
        }
        try (Store store = SqliteStore.open(copy)) {
            assertThat(store.keys().list()).extracting(ApiKey::id).containsExactly("key 1", "key 2");
        }
        assertThat(log).doesNotExist();
    }
}
