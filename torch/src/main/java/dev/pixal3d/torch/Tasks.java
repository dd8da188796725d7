// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.ArrayList;
import java.util.List;

/** Loops over plain memory on as many threads as {@link TorchRuntime#threads} says, like libtorch's own operations. */
final class Tasks {
    private Tasks() {}

    /** Runs {@code body} for 0 to count - 1, in any order; returns when all are done. */
    static void run(int count, IntConsumer body) {
        int threads = Math.min(count, TorchRuntime.threads());
        if (threads <= 1) {
            for (int i = 0; i < count; i++) body.accept(i);
            return;
        }
        AtomicInteger next = new AtomicInteger();
        Runnable worker = () -> {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) body.accept(i);
        };
        try (ExecutorService helpers = Executors.newFixedThreadPool(threads - 1)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 1; i < threads; i++) running.add(helpers.submit(worker));
            worker.run();
            for (Future<?> helper : running) join(helper);
        }
    }

    private static void join(Future<?> helper) {
        boolean interrupted = false;
        while (true) {
            try {
                helper.get();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
