// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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

    private static Reservation reservation(String file, int part, long bytes) {
        return new Reservation(Optional.of(KEY), file, part, bytes);
    }

    private boolean reserve(Store store, Reservation reservation) {
        return store.files().reserve(reservation, 100, Duration.ofHours(1));
    }

    private static FileRecord file(String key, long bytes) {
        return new FileRecord(key, key, "text/plain", bytes, "0", Optional.empty(), Optional.of(KEY), Instant.EPOCH,
                Optional.empty(), Acl.PUBLIC, key);
    }

    @Test
    void uploadsToAnyServerStayWithinTheLimitTogether() throws Exception {
        AtomicInteger names = new AtomicInteger();
        assertThat(granted(20, s -> {
            String name = "f" + names.incrementAndGet();
            if (!reserve(s, reservation(name, Reservation.WHOLE, 30))) return false;
            s.files().add(file(name, 30));
            return true;
        })).isEqualTo(3);
        assertThat(reserve(other, reservation("last", Reservation.WHOLE, 10))).as("nothing is counted twice").isTrue();
        assertThat(store.files().reserve(new Reservation(Optional.of("k2"), "f", Reservation.WHOLE, 100), 100,
                Duration.ofHours(1))).as("another key").isTrue();
    }

    @Test
    void partsCountUntilTheirWholeTakesTheirPlace() {
        assertThat(reserve(store, reservation("f", 1, 40))).isTrue();
        assertThat(reserve(other, reservation("f", 2, 40))).isTrue();
        assertThat(reserve(other, reservation("f", 2, 61))).as("sent again, and longer").isFalse();
        assertThat(reserve(other, reservation("f", 2, 60))).isTrue();
        assertThat(reserve(store, reservation("g", Reservation.WHOLE, 1))).isFalse();
        assertThat(reserve(store, reservation("f", Reservation.WHOLE, 100))).isTrue();
        assertThat(store.files().add(file("f", 70))).isTrue();
        assertThat(reserve(other, reservation("g", Reservation.WHOLE, 30))).isTrue();
        assertThat(reserve(other, reservation("h", Reservation.WHOLE, 1))).isFalse();
        other.files().release(reservation("g", Reservation.WHOLE, 0));
        assertThat(reserve(other, reservation("h", Reservation.WHOLE, 30))).isTrue();
    }

    @Test
    void whatNobodyEndsIsFreeAgainInTime() {
        assertThat(reserve(store, reservation("f", Reservation.WHOLE, 100))).isTrue();
        clock.advance(Duration.ofMinutes(59));
        assertThat(reserve(other, reservation("g", Reservation.WHOLE, 1))).isFalse();
        clock.advance(Duration.ofMinutes(2));
        assertThat(reserve(other, reservation("g", Reservation.WHOLE, 100))).isTrue();
    }
}
