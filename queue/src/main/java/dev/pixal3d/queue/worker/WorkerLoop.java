// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.Parallel;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A worker process: takes jobs from its supervisor over standard input, runs them one at a time on its main thread and
 * reports over standard output (see {@link Wire}). It lives as long as its supervisor: when its input ends, or the time
 * is over for which its supervisor surely has the request that it runs, it halts at once, whatever it is doing.
 * Start it with {@code -XX:+ExitOnOutOfMemoryError}: which thread hears of the lack of memory is chance, and a worker
 * that goes on without one of them keeps its request for ever.
 */
public final class WorkerLoop {
    private static final int LOOK_MILLIS = 100;
    /** Of life, one a second. */
    private static final int LOOKS_PER_SIGN = 10;
    private static final long NO_RUN = Long.MIN_VALUE;

    private final JobRunner runner;
    private final Parallel parallel;
    private final OutputStream out;
    private final BlockingQueue<JobExecution.Assignment> jobs = new LinkedBlockingQueue<>();
    /** Until when, in {@code System.nanoTime()}, the supervisor surely has the request of the run under way. */
    private final AtomicLong held = new AtomicLong(NO_RUN);

    private WorkerLoop(JobRunner runner, Parallel parallel, OutputStream out) {
        this.runner = runner;
        this.parallel = parallel;
        this.out = out;
    }

    /**
     * Serves the supervisor that started this process; never returns. Call it from {@code main} once everything
     * that takes long is loaded: the supervisor counts the time until then as starting.
     *
     * <p>
     * Standard output becomes standard error for the rest of the process. Interrupt and termination signals are
     * ignored, because terminals and service managers send them to the workers too while the supervisor drains them. A
     * worker holds nothing of value between messages, so it is never asked to end: it is killed, or its input ends.
     *
     * @param parallel
     *            threads for the runs
     */
    public static void serve(JobRunner runner, Parallel parallel) {
        IgnoredSignals.ignore();
        InputStream in = System.in;
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        System.setOut(System.err);
        new WorkerLoop(runner, parallel, out).serve(in);
    }

    private void serve(InputStream in) {
        Thread.ofPlatform().daemon().name("worker-input").start(() -> vital(() -> listen(in)));
        send(new Message.Ready(ProcessHandle.current().pid(), WorkerMemory.of(runner)));
        Thread.ofPlatform().daemon().name("worker-alive").start(() -> vital(this::beat));
        try {
            while (true) {
                Message.Last last = JobExecution.run(runner, jobs.take());
                Thread.interrupted();
                held.set(NO_RUN);
                send(last);
                if (last instanceof Message.Failed failed && failed.fatal()) Runtime.getRuntime().halt(1);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A worker that does not listen or does not say that it lives is of no use. */
    private static void vital(Runnable part) {
        try {
            part.run();
        } finally {
            Runtime.getRuntime().halt(1);
        }
    }

    private void listen(InputStream in) {
        RunContext last = RunContext.silent();
        try (BufferedReader reader = Wire.reader(in)) {
            while (true) {
                Optional<Message> message = Wire.receive(reader, _ -> {});
                switch (message.orElse(null)) {
                    case null -> Runtime.getRuntime().halt(0);
                    case Message.Cancel _ -> last.cancel();
                    case Message.Run run -> {
                        JobExecution.Assignment assignment = JobExecution.Assignment.of(run, parallel, this::send);
                        last = assignment.context();
                        held.set(until(run.held()));
                        jobs.add(assignment);
                    }
                    // of a run that has ended meanwhile there is nothing to hold
                    case Message.Ping ping -> held.updateAndGet(was -> was == NO_RUN ? NO_RUN : until(ping.held()));
                    default -> {}
                }
            }
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
    }

    private static long until(Duration held) { return System.nanoTime() + held.toNanos(); }

    private void beat() {
        try {
            for (int look = 1;; look++) {
                Thread.sleep(LOOK_MILLIS);
                // a supervisor that is stopped or suspended cannot keep the request: somebody else will have it soon
                long end = held.get();
                if (end != NO_RUN && System.nanoTime() - end > 0) Runtime.getRuntime().halt(1);
                if (look % LOOKS_PER_SIGN == 0) send(new Message.Alive(WorkerMemory.of(runner)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Message message) {
        try {
            Wire.send(out, message);
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
    }
}
