// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A store's rows, copied from each kind of store to each. */
class StoreRowsTest {
    private static final Duration LEASE = Duration.ofMinutes(1);

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> pairs() {
        return Arrays.stream(TestStores.values())
                .flatMap(from -> Arrays.stream(TestStores.values()).map(to -> Arguments.of(from, to)));
    }

    private static String accepted(Store store, Submission submission) {
        return ((SubmitResult.Accepted) store.requests().submit(submission)).request().id();
    }

    /** The URL of a new store of a kind. */
    private URI make(TestStores kind, String name) throws IOException {
        URI url = kind.make(Files.createDirectories(folder.resolve(name)));
        Stores.open(url).close();
        return url;
    }

    private static void copy(URI from, URI to) throws IOException {
        try (StoreRows source = Stores.rows(from);
                StoreRows target = Stores.rows(to);
                StoreRows.Filling filling = target.fill()) {
            source.read(filling);
            filling.commit();
        }
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void everythingComesAlongAndGoesOn(TestStores from, TestStores to) throws IOException {
        URI old = make(from, "old"), fresh = make(to, "new");
        String done, running, waiting;
        Submission known = SubmissionDraft.of("e", "{\"a\":\"ä\"}").keyId("k1").idempotencyKey("once")
                .tags(Map.of("a", "b")).webhookUrl("http://hook/").done();
        FileRecord file = new FileRecord("b/1/x.glb", "x.glb", "model/gltf-binary", 7, "0f", Optional.empty(),
                Optional.of("k1"), Instant.ofEpochMilli(5), Optional.empty(), Acl.PUBLIC, "blob/1");
        try (Store store = Stores.open(old)) {
            done = accepted(store, known);
            Lease lease = store.requests().claim("w", LEASE).orElseThrow().lease();
            store.requests().finish(lease, new Outcome.Succeeded("{\"out\":1}"), Optional.of(Duration.ofMillis(3)),
                    List.of(new LogLine.Draft(Instant.now(), LogLine.Level.INFO, "line")), List.of(file));
            running = accepted(store, SubmissionDraft.of("e", "{}").maxAttempts(1).done());
            assertThat(store.requests().claim("w", LEASE)).isPresent();
            waiting = accepted(store, SubmissionDraft.plain("e", "{}"));
            store.keys().add(new ApiKey("k1", "hash", ApiKey.Scope.API, "d", Instant.ofEpochMilli(9),
                    Optional.empty(), Optional.empty()));
            store.keys().secret("s", () -> "bytes".getBytes(StandardCharsets.UTF_8));
            copy(old, fresh);
            assertThat(store.requests().stats().running()).as("the run goes on where it is").isEqualTo(1);
            try (Store moved = Stores.open(fresh)) {
                assertThat(moved.requests().find(done)).isEqualTo(store.requests().find(done));
                assertThat(moved.files().find(file.key())).isEqualTo(store.files().find(file.key()));
            }
        }
        try (Store store = Stores.open(fresh)) {
            assertThat(store.requests().outcome(done)).contains(new Outcome.Succeeded("{\"out\":1}"));
            assertThat(store.requests().input(done)).contains("{\"a\":\"ä\"}");
            assertThat(store.requests().logs(done, 0)).singleElement().satisfies(l -> assertThat(l.message())
                    .isEqualTo("line"));
            assertThat(store.deliveries().of(done)).hasSize(1);
            assertThat(store.keys().find("k1")).isPresent();
            assertThat(store.keys().secret("s")).get().isEqualTo("bytes".getBytes(StandardCharsets.UTF_8));
            assertThat(accepted(store, known)).as("its idempotency key is known").isEqualTo(done);
            String later = accepted(store, SubmissionDraft.plain("e", "{}"));
            assertThat(store.requests().stats()).returns(3, QueueStats::waiting).returns(0, QueueStats::running);
            for (String id : List.of(running, waiting, later)) {
                Lease lease = store.requests().claim("w", LEASE).orElseThrow().lease();
                assertThat(lease.requestId()).as("the order stays, and what ran keeps its place").isEqualTo(id);
                if (id.equals(running)) {
                    assertThat(store.requests().release(lease)).isTrue();
                    lease = store.requests().claim("w", LEASE).orElseThrow().lease();
                }
                assertThat(store.requests().finish(lease, new Outcome.Succeeded("{}"), Optional.empty(), List.of()))
                        .isTrue();
            }
        }
    }

    @Test
    void nothingIsWrittenOverAndNothingHalf() throws IOException {
        URI old = make(TestStores.SQLITE, "old"), used = make(TestStores.POSTGRES, "used"),
                fresh = make(TestStores.POSTGRES, "fresh");
        try (Store store = Stores.open(old)) {
            accepted(store, SubmissionDraft.plain("e", "{}"));
        }
        copy(old, used);
        assertThatThrownBy(() -> copy(old, used)).isInstanceOf(StoreException.class)
                .hasMessageContaining("is not empty (got 1 rows of request)");
        try (StoreRows source = Stores.rows(old);
                StoreRows target = Stores.rows(fresh);
                StoreRows.Filling filling = target.fill()) {
            source.read(filling);
        }
        try (Store store = Stores.open(fresh)) {
            assertThat(store.requests().stats().waiting()).as("never committed").isZero();
        }
        assertThatThrownBy(() -> Stores.rows(URI.create("sqlite:" + folder.resolve("none.db"))))
                .isInstanceOf(StoreException.class).hasMessageContaining("there is none");
    }
}
