// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.core.RunEvent;
import dev.pixal3d.core.TimeLeft;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.FullDisk;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RunProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** Runs one job: turns the engine's progress into messages and whatever it returns or throws into an outcome. */
final class JobExecution {
    private static final long STEP_NANOS = 100_000_000L;

    private final Consumer<Message> out;
    private long start;
    private TimeLeft timeLeft = new TimeLeft(0);
    private String stage = "";
    private long lastStep;

    /** A job on its way to the thread that runs it, and how to stop it from the moment it was accepted. */
    record Assignment(Message.Run run, JobExecution execution, RunContext context) {
        static Assignment of(Message.Run run, Parallel parallel, Consumer<Message> out) {
            JobExecution execution = new JobExecution(out);
            return new Assignment(run, execution, RunContext.of(parallel, execution::on));
        }

        Job job() { return new Job(run.requestId(), run.attempt(), run.endpoint(), Path.of(run.directory())); }
    }

    private JobExecution(Consumer<Message> out) { this.out = out; }

    /** Runs the job to its end on this thread. Messages come from the run's threads, one at a time. */
    static Message.Last run(JobRunner runner, Assignment assignment) {
        JobExecution execution = assignment.execution;
        execution.start = System.nanoTime();
        execution.timeLeft = new TimeLeft(execution.start / 1e9);
        try {
            JobFiles.write(assignment.job(), outcome(runner, assignment));
            return new Message.Ended(Duration.ofNanos(System.nanoTime() - execution.start));
        } catch (IOException e) {
            // the full disk of the run itself, or that of its outcome
            return new Message.Failed(
                    FullDisk.caused(e) ? Message.Failed.Reason.DISK_FULL : Message.Failed.Reason.ERROR,
                    Incident.report(e));
        } catch (Error e) {
            return new Message.Failed(Message.Failed.Reason.ERROR, Incident.report(e));
        }
    }

    /** What the runner returns, or what its exception means. */
    private static Outcome outcome(JobRunner runner, Assignment assignment) throws IOException {
        try {
            return runner.run(assignment.job(), assignment.context);
        } catch (CancellationException e) {
            return new Outcome.Cancelled();
        } catch (Exception e) {
            if (FullDisk.caused(e)) throw new IOException(e);
            return new Outcome.Faulted(Fault.RUNNER_SERVER_ERROR, Incident.report(e));
        }
    }

    private synchronized void on(RunEvent event) {
        switch (event) {
            case RunEvent.Log log ->
                out.accept(new Message.Line(Instant.now(), LogLine.Level.valueOf(log.level().name()),
                        Wire.shortened(log.line())));
            case RunEvent.Step step -> step(step);
        }
    }

    /** Kernels report often: all new stages are told, and ten steps a second. */
    private void step(RunEvent.Step step) {
        long now = System.nanoTime();
        if (step.stage().equals(stage) && now - lastStep < STEP_NANOS) return;
        stage = step.stage();
        lastStep = now;
        OptionalDouble left = timeLeft.at(now / 1e9, stage, step.fraction());
        Optional<Duration> remaining = left.isPresent()
                ? Optional.of(Duration.ofMillis((long) (1000 * left.getAsDouble())))
                : Optional.empty();
        out.accept(new Message.Step(new RunProgress(Wire.shortened(stage), step.step(), step.steps(), step.fraction(),
                remaining)));
    }
}
