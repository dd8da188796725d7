// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * What long work needs beside its input: threads to compute with, somebody who hears how far it is, and the way to stop
 * it. One run has one context; {@link #part} hands a stage its share of the run, so that a kernel counts from 0 to 1
 * wherever it is used.
 *
 * <p>
 * Thread-safe. The listener is called from the run's threads, often and possibly from several at once, and must return
 * quickly. The threads belong to whoever made them.
 */
public final class RunContext {
    private final Parallel parallel;
    private final Consumer<RunEvent> listener;
    private final AtomicBoolean cancelled;
    private final double from;
    private final double to;

    private RunContext(Parallel parallel, Consumer<RunEvent> listener, AtomicBoolean cancelled, double from,
            double to) {
        this.parallel = parallel;
        this.listener = listener;
        this.cancelled = cancelled;
        this.from = from;
        this.to = to;
    }

    /** The context of a new run. */
    public static RunContext of(Parallel parallel, Consumer<RunEvent> listener) {
        return new RunContext(parallel, listener, new AtomicBoolean(), 0, 1);
    }

    /** The context of a new run that nobody listens to. */
    public static RunContext silent(Parallel parallel) {
        return of(parallel, _ -> {});
    }

    /** The context of a new run on the caller's thread alone that nobody listens to. */
    public static RunContext silent() {
        return silent(Parallel.sequential());
    }

    /** The same run, its progress mapped to the share {@code [from, to]} of this context's own. */
    public RunContext part(double from, double to) {
        double span = this.to - this.from;
        return new RunContext(parallel, listener, cancelled, this.from + from * span, this.from + to * span);
    }

    /** The same run heard by somebody else. */
    public RunContext heardBy(Consumer<RunEvent> other) {
        return new RunContext(parallel, other, cancelled, from, to);
    }

    /** Who hears of this run. */
    public Consumer<RunEvent> listener() { return listener; }

    /** Threads to compute with. */
    public Parallel parallel() { return parallel; }

    /**
     * Reports progress; kernels call it at least every 100 ms.
     *
     * @param stage
     *            what is being done, in the field's words ("decimate")
     * @param fraction
     *            share done, in [0, 1]
     * @throws CancellationException
     *             when the work shall stop; kernels let it pass
     */
    public void at(String stage, double fraction) { at(stage, 0, 0, fraction); }

    /** As {@link #at(String, double)}, for a stage that counts its steps. */
    public void at(String stage, int step, int steps, double fraction) {
        check();
        listener.accept(new RunEvent.Step(stage, step, steps, from + (to - from) * Math.clamp(fraction, 0, 1)));
    }

    /** Throws {@link CancellationException} once the run was cancelled or the thread was interrupted. */
    public void check() {
        if (cancelled.get() || Thread.currentThread().isInterrupted()) throw new CancellationException("cancelled");
    }

    /** Asks the run to stop; any thread may. */
    public void cancel() { cancelled.set(true); }

    /** One line for the run's log. */
    public void info(String line) {
        listener.accept(new RunEvent.Log(RunEvent.Level.INFO, line));
    }

    /** One line for the run's log about something that was not done as asked. */
    public void warn(String line) {
        listener.accept(new RunEvent.Log(RunEvent.Level.WARN, line));
    }
}
