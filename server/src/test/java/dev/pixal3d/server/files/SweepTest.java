// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.Acl;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.server.config.DataFolder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SweepTest {
    private static final int MANY = 601;

    @TempDir
    private Path directory;

    @Test
    void oneSweepRemovesAllThatHasExpiredAndNothingElse() throws IOException {
        Clock later = Clock.fixed(Instant.now().plus(Duration.ofDays(3)), ZoneOffset.UTC);
        try (Store store = Stores.open(DataFolder.store(directory), later);
                BlobStore blobs = BlobStores.open(DataFolder.files(directory))) {
            FileStore files = new FileStore(blobs, store.files(), later);
            IntStream.range(0, MANY).parallel().forEach(i -> add(store, blobs, i, true));
            add(store, blobs, MANY, false);
            blobs.put(Parts.PREFIX + "abandoned/1.x", new ByteArrayInputStream(new byte[1]));
            assertThat(files.sweep()).isEqualTo(MANY);
            assertThat(store.files().expired(10)).isEmpty();
            assertThat(blobs.olderThan(Instant.MAX, "", 10)).hasSize(1);
        }
    }

    private static void add(Store store, BlobStore blobs, int i, boolean expires) {
        String key = "b/%08x/%021d_x".formatted(i, i);
        try {
            blobs.put(key, new ByteArrayInputStream(new byte[1]));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        store.files().add(new FileRecord(key, "x", "text/plain", 1, "ab", Optional.empty(), Optional.empty(),
                Instant.EPOCH, expires ? Optional.of(Instant.EPOCH) : Optional.empty(), Acl.PUBLIC, key));
    }
}
