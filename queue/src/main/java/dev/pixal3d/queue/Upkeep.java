// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps the queue tidy from a thread of its own: start deadlines and lost leases four times a second, retention every
 * minute. Several processes may do so on one store.
 */
public final class Upkeep implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(250);
    private static final int TICKS_PER_PURGE = 240;
    private static final int PURGE = 500;

    private final RequestStore requests;
    private final Optional<Duration> retention;
    private final Consumer<StoreException> failures;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param retention
     *            age since their end at which requests are forgotten; empty: never
     * @param failures
     *            hears of a failing store; the upkeep goes on trying
     */
    public Upkeep(RequestStore requests, Optional<Duration> retention, Consumer<StoreException> failures) {
        this.requests = requests;
        this.retention = retention;
        this.failures = failures;
        this.thread = Thread.ofVirtual().name("upkeep").start(this::loop);
    }

    /** Whether the upkeep goes on, or was told to stop. */
    public boolean alive() {
        return closing.getCount() == 0 || thread.isAlive();
    }

    private void loop() {
        try {
            for (int tick = 0; !closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS); tick++) {
                try {
                    requests.sweep();
                    if (tick % TICKS_PER_PURGE == 0) purge();
                } catch (StoreException e) {
                    failures.accept(e);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void purge() {
        if (retention.isEmpty()) return;
        java.time.Instant before = java.time.Instant.now().minus(retention.get());
        while (requests.purge(before, PURGE).size() == PURGE) {
            // the next piece, in a transaction of its own
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
