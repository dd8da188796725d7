// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The one platform thread on which tensor work runs, one job after the other. See {@link TorchRuntime} for why there is
 * one. Callers may be virtual threads; they wait without holding a carrier.
 */
public final class ComputeThread implements AutoCloseable {
    private final ExecutorService executor = Executors
            .newSingleThreadExecutor(Thread.ofPlatform().name("compute").daemon().factory());

    /**
     * Runs a job, waits for it and returns its result or throws what it threw. An interrupt does not end the wait,
     * because the job's native memory is freed on its own thread; it is passed on to the caller afterwards. Jobs are
     * cancelled by what they poll.
     */
    public <T> T call(Callable<T> job) throws Exception {
        Future<T> future = executor.submit(job);
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (e.getCause() instanceof Exception cause) throw cause;
                    if (e.getCause() instanceof Error error) throw error;
                    throw e;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /** Waits for the jobs already given, then ends the thread. */
    @Override
    public void close() { executor.close(); }
}
