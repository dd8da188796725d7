// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Watch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One attempt of a request, from its claim to its ending: keeps the lease, stores progress and log lines, passes on the
 * wish to cancel, enforces the limits. For one thread.
 */
final class SupervisedRun {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration STORE_EVERY = Duration.ofMillis(200);

    private final RequestStore store;
    private final WorkerOptions options;
    private final Publisher publisher;
    private final WorkerListener listener;
    private final Worker worker;
    private final Claim claim;
    private final BooleanSupplier giveBack;

    private final long start = System.nanoTime();
    private final List<LogLine.Draft> lines = new ArrayList<>();
    private Optional<RunProgress> progress = Optional.empty();
    private long stored = start;
    private String stage = "";
    private long stageStart = start;
    private Stop stop = Stop.NONE;
    private long stopAsked;

    /** Why the run was asked to stop. */
    private enum Stop {
        NONE, CANCEL, TIME_LIMIT, GIVE_BACK, LEASE_LOST
    }

    /** What the worker is good for afterwards. */
    enum Verdict {
        USABLE, UNUSABLE
    }

    /**
     * @param giveBack
     *            turns true when the run shall stop and its request go back to the queue
     */
    SupervisedRun(RequestStore store, WorkerOptions options, Publisher publisher, WorkerListener listener,
            Worker worker, Claim claim, BooleanSupplier giveBack) {
        this.store = store;
        this.options = options;
        this.publisher = publisher;
        this.listener = listener;
        this.worker = worker;
        this.claim = claim;
        this.giveBack = giveBack;
    }

    /** Runs to the end and stores how it ended. */
    Verdict run() throws InterruptedException, IOException {
        Job job;
        try {
            job = JobFiles.create(options.scratch(), claim);
            worker.send(new Message.Run(job.requestId(), job.attempt(), job.endpoint(), job.directory().toString()));
        } catch (IOException e) {
            store.release(claim.lease());
            throw e;
        }
        Verdict verdict = Verdict.UNUSABLE;
        try (Watch watch = store.watch(job.requestId())) {
            verdict = follow(job, watch);
        } finally {
            if (verdict == Verdict.UNUSABLE) worker.close();
            JobFiles.delete(job.directory());
        }
        return verdict;
    }

    private Verdict follow(Job job, Watch watch) throws InterruptedException {
        while (true) {
            Optional<Message> message = worker.receive(TICK);
            switch (message.orElse(null)) {
                case Message.Step step -> step(step.progress());
                case Message.Line line -> lines.add(new LogLine.Draft(line.time(), line.level(), line.text()));
                case Message.Ended ended -> {
                    step(new RunProgress("", 0, 0, 1, Optional.empty()));
                    return ended(job, ended);
                }
                case null -> {}
                default -> {}
            }
            if (worker.gone()) return lost(Fault.RUNNER_DISCONNECTED, "The worker died: " + worker.obituary());
            if (worker.silence().compareTo(options.silenceLimit()) > 0) {
                return lost(Fault.RUNNER_DISCONNECTED, "The worker hung and was killed");
            }
            if (watch.await(Duration.ZERO) && stop == Stop.NONE
                    && store.find(job.requestId()).map(RequestView::cancelRequested).orElse(true)) {
                ask(Stop.CANCEL);
            }
            if (past(start, options.timeLimit())) ask(Stop.TIME_LIMIT);
            if (giveBack.getAsBoolean()) {
                stop = Stop.GIVE_BACK;
                return stopped(Verdict.UNUSABLE);
            }
            if (stop != Stop.NONE && past(stopAsked, options.grace())) return stopped(Verdict.UNUSABLE);
            report();
        }
    }

    private static boolean past(long since, Duration limit) { return System.nanoTime() - since > limit.toNanos(); }

    private void step(RunProgress step) {
        if (!step.stage().equals(stage)) {
            long now = System.nanoTime();
            Duration time = Duration.ofNanos(now - stageStart);
            if (!stage.isEmpty()) listener.stageEnded(claim.lease().worker(), stage, time);
            stage = step.stage();
            stageStart = now;
        }
        if (!step.stage().isEmpty()) progress = Optional.of(step);
    }

    /** The first reason counts. */
    private void ask(Stop reason) {
        if (stop != Stop.NONE) return;
        stop = reason;
        stopAsked = System.nanoTime();
        try {
            worker.send(new Message.Cancel());
        } catch (IOException e) {
            // it is dead: the next receive says so
        }
    }

    private void report() {
        boolean news = progress.isPresent() || !lines.isEmpty();
        if (!(news && past(stored, STORE_EVERY)) && !past(stored, options.lease().dividedBy(3))) return;
        try {
            RequestStore.Beat beat = store.heartbeat(claim.lease(), options.lease(), progress, List.copyOf(lines));
            lines.clear();
            progress = Optional.empty();
            switch (beat) {
                case CONTINUE -> {}
                case CANCEL -> ask(Stop.CANCEL);
                case LOST -> ask(Stop.LEASE_LOST);
            }
        } catch (StoreException e) {
            listener.failed(claim.lease().worker(), "a heartbeat was not stored, the run goes on: " + e.getMessage());
        }
        stored = System.nanoTime();
    }

    private Verdict ended(Job job, Message.Ended ended) {
        Verdict verdict = ended.end() == Message.End.FATAL ? Verdict.UNUSABLE : Verdict.USABLE;
        switch (ended.end()) {
            case DONE, REFUSED -> finish(outcome(job), ended.time());
            case CANCELLED -> stopped(verdict);
            case FAILED -> finish(new Outcome.Faulted(Fault.RUNNER_SERVER_ERROR, ended.error()), ended.time());
            case FATAL -> lost(Fault.RUNNER_SERVER_ERROR, "The worker failed: " + ended.error());
        }
        return verdict;
    }

    private Outcome outcome(Job job) {
        Optional<JobOutcome> outcome = JobFiles.read(job);
        if (outcome.isEmpty()) {
            return new Outcome.Faulted(Fault.RUNNER_INCOMPLETE_RESPONSE, "The worker left no readable outcome");
        }
        return switch (outcome.get()) {
            case JobOutcome.Refused r -> new Outcome.Rejected(r.status(), r.type(), r.body());
            case JobOutcome.Done done -> {
                try {
                    yield new Outcome.Succeeded(publisher.publish(claim.request(), job, done));
                } catch (IOException | RuntimeException e) {
                    listener.failed(claim.lease().worker(), "the result cannot be stored: " + e);
                    yield new Outcome.Faulted(Fault.INTERNAL_ERROR, "The result cannot be stored");
                }
            }
        };
    }

    /** The run stopped, or did not listen, after it was asked to. */
    private Verdict stopped(Verdict verdict) {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        switch (stop) {
            case CANCEL -> finish(new Outcome.Cancelled(), time);
            case TIME_LIMIT -> finish(new Outcome.Faulted(Fault.REQUEST_TIMEOUT, "Request timed out"), time);
            case GIVE_BACK -> {
                store.release(claim.lease());
                listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "given back");
            }
            case LEASE_LOST -> listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED,
                    "the lease was lost");
            case NONE -> finish(new Outcome.Faulted(Fault.RUNNER_SERVER_ERROR, "The run stopped by itself"), time);
        }
        return verdict;
    }

    private void finish(Outcome outcome, Duration time) {
        if (store.finish(claim.lease(), outcome, Optional.of(time), List.copyOf(lines))) {
            listener.ended(claim.lease().worker(), claim.request(), outcome, time);
        } else {
            listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "the lease was lost");
        }
    }

    private Verdict lost(Fault fault, String reason) {
        if (stop == Stop.NONE || stop == Stop.CANCEL) {
            if (!lines.isEmpty()) store.heartbeat(claim.lease(), options.lease(), Optional.empty(), List.copyOf(lines));
            store.abandon(claim.lease(), fault, reason);
            listener.lost(claim.lease().worker(), claim.request(), fault, reason);
            return Verdict.UNUSABLE;
        }
        return stopped(Verdict.UNUSABLE);
    }
}
