// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What one key may use, counted over two servers that ask one store at the same time. */
class QuotaTest extends StoreFixture {
    private static final String KEY = "k1";

    private Store other;

    @BeforeEach
    void openAnother() { other = kind.open(directory, clock); }

    @AfterEach
    void closeTheOther() { other.close(); }

    /** How many of so many calls on each store, all at once, were granted. */
    private long granted(int each, Predicate<Store> call) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int i = 0; i < each; i++) {
            calls.add(() -> call.test(store));
            calls.add(() -> call.test(other));
        }
        long granted = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            for (Future<Boolean> one : threads.invokeAll(calls)) granted += one.get() ? 1 : 0;
        }
        return granted;
    }

    @Test
    void aKeyHasItsMinuteOfCallsOnceAndGetsItBackSteadily() throws Exception {
        assertThat(granted(20, s -> s.keys().call(KEY, 6))).isEqualTo(6);
        assertThat(store.keys().call("k2", 6)).as("another key").isTrue();
        clock.advance(Duration.ofSeconds(9));
        assertThat(granted(3, s -> s.keys().call(KEY, 6))).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(granted(3, s -> s.keys().call(KEY, 6))).isEqualTo(1);
        clock.advance(Duration.ofHours(1));
        assertThat(granted(10, s -> s.keys().call(KEY, 6))).as("never more than a minute's").isEqualTo(6);
    }

    @Test
    void aKeyMayQueueSoManyWhereverItAsks() throws Exception {
        assertThat(granted(15, s -> s.requests().submit(
                SubmissionDraft.like(PLAIN).keyId(KEY).maxQueuedOfKey(5).done()) instanceof SubmitResult.Accepted))
                .isEqualTo(5);
    }

    @Test
    void aKeyRunsSoManyWhereverItsRequestsRun() throws Exception {
        for (int i = 0; i < 12; i++) submit(SubmissionDraft.like(PLAIN).keyId(KEY).done());
        assertThat(granted(10, s -> s.requests().claim("w", LEASE, 3).isPresent())).isEqualTo(3);
    }

    @Test
    void whatAKeyStoredCountsEverywhere() {
        FileRecord file = new FileRecord("a/b", "b", "text/plain", 70, "0", Optional.empty(),
                Optional.of(KEY), clock.instant(), Optional.empty(), Acl.PUBLIC, "a/b");
        store.files().add(file);
        assertThat(other.files().bytesOf(Optional.of(KEY))).isEqualTo(70);
    }
}
