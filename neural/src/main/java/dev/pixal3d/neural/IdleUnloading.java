// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.torch.ComputeThread;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Frees an engine's networks when no run has begun for some time after the last one ended. A run that has begun, though
 * it may still wait for the compute thread, keeps them. Thread-safe.
 */
final class IdleUnloading implements AutoCloseable {
    private final ScheduledExecutorService timer = Executors
            .newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("idle").factory());
    private final AtomicLong runs = new AtomicLong();
    private final ComputeThread compute;
    private final Optional<Duration> time;
    private final Runnable unload;

    /**
     * Begins with nothing to free.
     *
     * @param time
     *            without a run after which networks go; empty: they stay
     * @param unload
     *            frees them; called on the compute thread
     */
    IdleUnloading(ComputeThread compute, Optional<Duration> time, Runnable unload) {
        this.compute = compute;
        this.time = time;
        this.unload = unload;
    }

    /** A run, from its request until it is closed. */
    interface Run extends AutoCloseable {
        @Override
        void close();
    }

    /** Says that a run begins. */
    Run begin() {
        long number = runs.incrementAndGet();
        return () -> time.ifPresent(length -> unloadIn(length, number));
    }

    private void unloadIn(Duration length, long number) {
        try {
            ScheduledFuture<?> _ = timer.schedule(() -> unloadAfter(number), length.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The engine is being closed, and frees its networks itself.
            return;
        }
    }

    /** Unless another run has begun since. */
    private void unloadAfter(long number) {
        try {
            compute.call(() -> {
                if (runs.get() == number) unload.run();
                return number;
            });
        } catch (RejectedExecutionException e) {
            // The engine was closed meanwhile, and freed its networks itself.
            return;
        } catch (Exception e) {
            throw new IllegalStateException("freeing networks cannot fail", e);
        }
    }

    /** From now on nothing is freed any more. */
    @Override
    public void close() { timer.shutdownNow(); }
}
