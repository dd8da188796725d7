// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.queue.worker.WorkerSupervisor;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Takes one server's workers out of service: what runs is finished, nothing starts, answers go on. It has no way back
 * but a new start of the process. Thread-safe.
 */
public final class Drain {
    /** The state of a server that nobody drains. */
    static final String NO = "no";

    private final WorkerSupervisor workers;
    private final Duration longest;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile boolean done;

    /**
     * @param longest
     *            a run that takes longer is stopped and goes back to the queue without losing an attempt
     */
    public Drain(WorkerSupervisor workers, Duration longest) {
        this.workers = workers;
        this.longest = longest;
    }

    /** Begins, once, and returns at once. */
    public void begin() {
        if (begun.getAndSet(true)) return;
        Thread.ofVirtual().name("drain").start(() -> {
            try {
                workers.drain(longest);
                done = true;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** {@code no}, {@code draining}, or {@code drained} when the server may be stopped without touching a run. */
    public String state() {
        if (!begun.get()) return NO;
        return done ? "drained" : "draining";
    }
}
