// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into a cancellation: the signal starts the JVM's shutdown, whose hook cancels the run and gives it a
 * moment to clean up. The JVM then ends with exit code 130 as shells expect.
 */
final class Interrupts implements AutoCloseable {
    private static final Duration GRACE = Duration.ofMillis(900);

    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread hook;

    private final RunContext context;

    /** For one command that computes with these threads. */
    Interrupts(Parallel parallel) {
        context = RunContext.silent(parallel);
        hook = new Thread(() -> {
            context.cancel();
            try {
                if (!done.await(GRACE.toMillis(), TimeUnit.MILLISECONDS)) System.err.println("stopped while busy");
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }, "interrupt");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** The run that Ctrl-C cancels. */
    RunContext context() { return context; }

    /** The run has ended: nothing is left to clean up. */
    @Override
    public void close() {
        done.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // Shutdown has begun: the hook is waiting for the latch, which is open now.
            return;
        }
    }
}
