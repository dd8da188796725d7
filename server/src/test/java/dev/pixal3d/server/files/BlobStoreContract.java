// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of blob store must keep. */
public abstract class BlobStoreContract {
    private BlobStore blobs;

    /** An empty store. */
    protected abstract BlobStore open() throws IOException;

    /** How often each of many threads stores, reads and deletes. */
    protected int rounds() { return 50; }

    @BeforeEach
    void start() throws IOException { blobs = open(); }

    @AfterEach
    void stop() { blobs.close(); }

    private long put(String name, String text) throws IOException {
        return blobs.put(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String read(String name, long from) throws IOException {
        try (InputStream in = blobs.open(name, from).orElseThrow()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void givesBackWhatItGotFromAnyPosition() throws IOException {
        assertThat(put("b/00/a_x.glb~1", "0123456789")).isEqualTo(10);
        assertThat(blobs.size("b/00/a_x.glb~1")).hasValue(10);
        assertThat(read("b/00/a_x.glb~1", 0)).isEqualTo("0123456789");
        assertThat(read("b/00/a_x.glb~1", 7)).isEqualTo("789");
        assertThat(read("b/00/a_x.glb~1", 10)).isEmpty();
        assertThat(read("b/00/a_x.glb~1", 99)).isEmpty();
        assertThat(put("empty", "")).isZero();
        assertThat(read("empty", 0)).isEmpty();
    }

    @Test
    void knowsNothingOfWhatItDoesNotHave() throws IOException {
        assertThat(blobs.open("b/00/none", 0)).isEmpty();
        assertThat(blobs.size("b/00/none")).isEmpty();
        blobs.delete("b/00/none");
    }

    @Test
    void replacesAndDeletesWhole() throws IOException {
        put("a/x", "old and long");
        put("a/x", "new");
        assertThat(read("a/x", 0)).isEqualTo("new");
        blobs.delete("a/x");
        assertThat(blobs.open("a/x", 0)).isEmpty();
    }

    @Test
    void aStreamThatFailsChangesNothing() throws IOException {
        put("a/x", "old");
        assertThatThrownBy(() -> blobs.put("a/x", broken())).hasMessageContaining("the caller has gone");
        assertThatThrownBy(() -> blobs.put("a/y", broken())).isInstanceOf(IOException.class);
        assertThat(read("a/x", 0)).isEqualTo("old");
    }

    private static InputStream broken() {
        @SuppressWarnings("InputStreamSlowMultibyteRead")
        InputStream broken = new InputStream() {
            private int left = 100_000;

            @Override
            public int read() throws IOException {
                if (--left <= 0) throw new IOException("the caller has gone");
                return 'x';
            }
        };
        return broken;
    }

    @Test
    void aReaderKeepsWhatItOpened() throws IOException {
        put("a/x", "old");
        try (InputStream in = blobs.open("a/x", 0).orElseThrow()) {
            put("a/x", "new");
            blobs.delete("a/x");
            assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("old");
        }
    }

    @Test
    void listsByAgeAndPrefix() throws IOException {
        put("parts/1/a", "1");
        put("parts/1/b", "2");
        put("parts/2/c", "3");
        put("other", "4");
        assertThat(blobs.olderThan(Instant.MAX, "parts/", 10)).containsExactlyInAnyOrder("parts/1/a", "parts/1/b",
                "parts/2/c");
        assertThat(blobs.olderThan(Instant.MAX, "parts/1/", 10)).containsExactlyInAnyOrder("parts/1/a", "parts/1/b");
        assertThat(blobs.olderThan(Instant.MAX, "parts/", 2)).hasSize(2);
        assertThat(blobs.olderThan(Instant.EPOCH, "parts/", 10)).isEmpty();
        assertThat(blobs.olderThan(Instant.MAX, "none/", 10)).isEmpty();
    }

    @Test
    void manyWritersAndDeletersOfOneFolderDisturbNobody() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<java.util.concurrent.Future<?>> all = new java.util.ArrayList<>();
            for (int t = 0; t < 8; t++) {
                int own = t;
                all.add(threads.submit(() -> {
                    for (int i = 0; i < rounds(); i++) {
                        put("b/same/" + own, "text " + i);
                        assertThat(read("b/same/" + own, 0)).isEqualTo("text " + i);
                        blobs.delete("b/same/" + own);
                    }
                    return true;
                }));
            }
            for (java.util.concurrent.Future<?> each : all) each.get();
        }
        assertThat(blobs.olderThan(Instant.MAX, "b/", 10)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/x", "a//b", "../x", "a/../b", "a/..", ".", "a b", "x\u0000y", "a/", "ü"})
    void refusesOtherNames(String name) {
        assertThatThrownBy(() -> blobs.put(name, InputStream.nullInputStream()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> blobs.open(name, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
