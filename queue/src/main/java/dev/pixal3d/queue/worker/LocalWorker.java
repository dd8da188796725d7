// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.Parallel;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A worker on a thread of this process, for tests and tiny machines. It shares the process's fate: a native crash takes
 * all down, and a run that does not listen to cancellation cannot be killed, only left behind.
 */
final class LocalWorker implements Worker {
    private final JobRunner runner;
    private final Parallel parallel;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final Thread thread;
    private final BlockingQueue<JobExecution.Assignment> jobs = new LinkedBlockingQueue<>();
    private RunContext last = RunContext.silent();
    private volatile boolean dead;

    LocalWorker(JobRunner runner, Parallel parallel) {
        this.runner = runner;
        this.parallel = parallel;
        messages.add(new Message.Ready(ProcessHandle.current().pid(), WorkerMemory.of(runner)));
        this.thread = Thread.ofPlatform().daemon().name("worker").start(this::loop);
    }

    private void loop() {
        try {
            while (!dead) {
                Message.Last end = JobExecution.run(runner, jobs.take());
                messages.add(end);
                if (end instanceof Message.Failed failed && failed.fatal()) break;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            dead = true;
        }
    }

    @Override
    public void send(Message message) throws IOException {
        if (dead) throw new IOException("the worker thread has ended");
        switch (message) {
            case Message.Cancel _ -> last.cancel();
            case Message.Run run -> {
                JobExecution.Assignment assignment = JobExecution.Assignment.of(run, parallel, messages::add);
                last = assignment.context();
                jobs.add(assignment);
            }
            default -> {}
        }
    }

    @Override
    public Optional<Message> receive(Duration timeout) throws InterruptedException {
        return Optional.ofNullable(messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean gone() { return dead && messages.isEmpty(); }

    /** A thread cannot hang apart from its process. */
    @Override
    public Duration silence() { return Duration.ZERO; }

    @Override
    public Optional<WorkerMemory> memory() { return Optional.of(WorkerMemory.of(runner)); }

    @Override
    public String causeOfDeath() { return "its thread ended"; }

    @Override
    public long pid() { return ProcessHandle.current().pid(); }

    @Override
    public void close() {
        dead = true;
        last.cancel();
        thread.interrupt();
    }
}
