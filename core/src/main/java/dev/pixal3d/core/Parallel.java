// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Runs a range of independent items on a fixed number of threads. Results must not depend on how the range is cut: the
 * kernels promise the same bytes for any number of threads. Thread-safe; close it to end the threads.
 */
public final class Parallel implements AutoCloseable {
    private static final int CHUNKS_PER_THREAD = 8;

    private final int threads;
    private final Optional<ForkJoinPool> pool;

    /** Work on items {@code from} (inclusive) to {@code to} (exclusive). */
    @FunctionalInterface
    public interface Body {
        void run(int from, int to);
    }

    public Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException(
                    "threads: must be at least 1 (got %d, allowed 1 and more). Leave the option out to use all cores."
                            .formatted(threads));
        }
        this.threads = threads;
        this.pool = threads == 1 ? Optional.empty() : Optional.of(new ForkJoinPool(threads));
    }

    /** As many threads as the machine has cores. */
    public static Parallel allCores() {
        return new Parallel(Runtime.getRuntime().availableProcessors());
    }

    /** The caller's thread alone; need not be closed. */
    public static Parallel sequential() { return new Parallel(1); }

    public int threads() { return threads; }

    /**
     * Calls {@code body} for consecutive pieces of {@code [0, count)}, each at least {@code grain} long (but the last),
     * and returns when all are done. The first exception of a piece is thrown here.
     */
    public void range(int count, int grain, Body body) {
        if (count <= 0) return;
        int pieces = Math.clamp(count / Math.max(1, grain), 1, threads * CHUNKS_PER_THREAD);
        if (pool.isEmpty() || pieces == 1) {
            body.run(0, count);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < pieces; i = next.getAndIncrement()) {
                body.run((int) ((long) count * i / pieces), (int) ((long) count * (i + 1) / pieces));
            }
        };
        List<ForkJoinTask<?>> tasks = new ArrayList<>();
        for (int t = 0; t < Math.min(threads, pieces); t++) tasks.add(pool.get().submit(worker));
        Throwable failure = null;
        for (ForkJoinTask<?> task : tasks) {
            try {
                task.get();
            } catch (ExecutionException e) {
                failure = failure == null ? e.getCause() : failure;
                next.set(pieces);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                next.set(pieces);
                throw new CancellationException("interrupted");
            }
        }
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
    }

    /** Does tasks 0 to {@code count} - 1, in any order; otherwise as {@link #range}. */
    public void each(int count, IntConsumer task) {
        range(count, 1, (from, to) -> {
            for (int i = from; i < to; i++) task.accept(i);
        });
    }

    /** Does these tasks, in any order; otherwise as {@link #range}. */
    public void all(Runnable... tasks) {
        each(tasks.length, i -> tasks[i].run());
    }

    @Override
    public void close() { pool.ifPresent(ForkJoinPool::close); }
}
