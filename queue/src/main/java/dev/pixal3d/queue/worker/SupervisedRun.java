// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.FullDisk;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Watch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * One attempt of a request, from its claim to its outcome: keeps the lease, stores progress and log lines, passes on
 * cancellation, enforces the limits. For one thread.
 */
final class SupervisedRun {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration PING = Duration.ofSeconds(1);
    /** Between attempts to give a request back. */
    private static final Duration RELEASE_PAUSE = Duration.ofMillis(500);
    private static final Backoff STORING = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

    private final RequestStore store;
    private final WorkerOptions options;
    private final Handover handover;
    private final WorkerListener listener;
    private final Worker worker;
    private final Claim claim;
    private final Heartbeats.Pulse pulse;
    private final BooleanSupplier releasing;

    private final long start = System.nanoTime();
    private long pinged = start;
    /** The beat that the worker was told of last. */
    private long told;
    private String stage = "";
    private long stageStart = start;
    private Stop stop = Stop.NONE;
    private long stopAsked;

    /** Why the run was asked to stop. */
    private enum Stop {
        NONE,
        CANCEL,
        TIME_LIMIT,
        RELEASE,
        LEASE_LOST
    }

    /** What the worker is good for afterwards. */
    enum Verdict {
        USABLE,
        /** It is well, but what it was to run went back because something else is missing, and would again at once. */
        PAUSING,
        UNUSABLE
    }

    /** How a run's files come from the service's stores and go there. */
    record Handover(Stager stager, Publisher publisher) {}

    /**
     * @param pulse
     *            keeps the lease; closed by the caller
     * @param releasing
     *            turns true when the run shall stop and its request go back to the queue
     */
    SupervisedRun(RequestStore store, WorkerOptions options, Handover handover, WorkerListener listener,
            Worker worker, Claim claim, Heartbeats.Pulse pulse, BooleanSupplier releasing) {
        this.store = store;
        this.options = options;
        this.handover = handover;
        this.listener = listener;
        this.worker = worker;
        this.claim = claim;
        this.pulse = pulse;
        this.releasing = releasing;
    }

    /** Runs to the end and stores the outcome. */
    Verdict run() throws InterruptedException, IOException {
        if (!pulse.confirm()) {
            stop = Stop.LEASE_LOST;
            return stopped(Verdict.USABLE);
        }
        Job job;
        try {
            job = JobFiles.create(options.scratch(), claim);
        } catch (IOException e) {
            return unprepared(e, FullDisk.caused(e));
        }
        Optional<Outcome> known;
        try {
            known = handover.stager.stage(claim.request(), job);
        } catch (IOException | StoreException e) {
            JobFiles.delete(job.directory());
            return unprepared(e, true);
        }
        if (!pulse.confirm()) {
            JobFiles.delete(job.directory());
            stop = Stop.LEASE_LOST;
            return stopped(Verdict.USABLE);
        }
        Verdict verdict = Verdict.UNUSABLE;
        try (Watch watch = store.watch(job.requestId())) {
            if (known.isPresent()) {
                verdict = Verdict.USABLE;
                finish(known.get(), Duration.ofNanos(System.nanoTime() - start));
            } else {
                worker.send(new Message.Run(job.requestId(), job.attempt(), job.endpoint(),
                        job.directory().toString(), pulse.left()));
                verdict = follow(job, watch);
            }
        } catch (IOException e) {
            release();
            throw e;
        } finally {
            if (verdict == Verdict.UNUSABLE) worker.close();
            JobFiles.delete(job.directory());
        }
        return verdict;
    }

    /**
     * Nothing is wrong with the worker.
     *
     * @param passing
     *            whether it may work the next time: the disk is full, or one of the service's stores cannot be reached
     */
    private Verdict unprepared(Exception e, boolean passing) throws InterruptedException {
        listener.failed(claim.lease().worker(), "a job cannot be prepared: " + e);
        if (passing) release();
        else lost(Fault.INTERNAL_ERROR, "The job could not be prepared");
        return Verdict.PAUSING;
    }

    private void release() throws InterruptedException {
        while (!stored("released", () -> store.release(claim.lease()))) {
            if (releasing.getAsBoolean() || !pulse.holds()) return;
            Thread.sleep(RELEASE_PAUSE);
        }
        listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "released");
    }

    private Verdict follow(Job job, Watch watch) throws InterruptedException {
        while (true) {
            Optional<Message> message = worker.receive(TICK);
            switch (message.orElse(null)) {
                case Message.Step step -> step(step.progress());
                case Message.Line line -> pulse.line(new LogLine.Draft(line.time(), line.level(), line.text()));
                case Message.Ended ended -> {
                    step(new RunProgress("", 0, 0, 1, Optional.empty()));
                    return ended(job, ended);
                }
                case Message.Failed failed -> {
                    step(new RunProgress("", 0, 0, 1, Optional.empty()));
                    return failed(failed);
                }
                case null -> {}
                default -> {}
            }
            if (worker.gone()) return lost(Fault.RUNNER_DISCONNECTED, "The worker died: " + worker.causeOfDeath());
            if (worker.silence().compareTo(options.silenceLimit()) > 0) {
                return lost(Fault.RUNNER_DISCONNECTED, "The worker hung and was killed");
            }
            if (!pulse.holds() || pulse.learnt() == RequestStore.Beat.LOST) {
                // at once: another one may have the request by now, or soon
                stop = Stop.LEASE_LOST;
                return stopped(Verdict.UNUSABLE);
            }
            if (watch.await(Duration.ZERO)) pulse.changed();
            if (pulse.learnt() == RequestStore.Beat.CANCEL) ask(Stop.CANCEL);
            if (past(start, options.timeLimit())) ask(Stop.TIME_LIMIT);
            if (releasing.getAsBoolean()) {
                stop = Stop.RELEASE;
                return stopped(Verdict.UNUSABLE);
            }
            if (stop != Stop.NONE && past(stopAsked, options.grace())) return stopped(Verdict.UNUSABLE);
            ping();
        }
    }

    private void ping() {
        long beat = pulse.acknowledged();
        if (beat == told && !past(pinged, PING)) return;
        told = beat;
        pinged = System.nanoTime();
        try {
            worker.send(new Message.Ping(pulse.left()));
        } catch (IOException e) {
            // it is dead: the next receive says so
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
        if (!step.stage().isEmpty()) pulse.report(step);
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

    private Verdict ended(Job job, Message.Ended ended) throws InterruptedException {
        Outcome outcome = JobFiles.read(job).orElseGet(
                () -> new Outcome.Faulted(Fault.RUNNER_INCOMPLETE_RESPONSE, "The worker left no readable outcome"));
        switch (outcome) {
            case Outcome.Succeeded done -> finish(() -> made(job, done), ended.time());
            case Outcome.Rejected _,Outcome.Faulted _ -> finish(outcome, ended.time());
            case Outcome.Cancelled _ -> stopped(Verdict.USABLE);
            case Outcome.Expired _ -> finish(new Outcome.Faulted(Fault.RUNNER_INCOMPLETE_RESPONSE,
                    "The worker left an outcome that is not for it to decide"), ended.time());
        }
        return Verdict.USABLE;
    }

    private Verdict failed(Message.Failed failed) throws InterruptedException {
        return switch (failed.reason()) {
            case DISK_FULL -> {
                listener.failed(claim.lease().worker(), "the result found no space, running again: " + failed.error());
                release();
                yield Verdict.PAUSING;
            }
            case ERROR -> lost(Fault.RUNNER_SERVER_ERROR, "The worker failed: " + failed.error());
        };
    }

    /** An outcome whose files, if it has any, are stored and not recorded yet. */
    private record Made(Outcome outcome, Optional<Publisher.Published> published) {
        Made(Outcome outcome) { this(outcome, Optional.empty()); }

        List<FileRecord> files() { return published.map(Publisher.Published::files).orElse(List.of()); }
    }

    /** Fails when storing failed, which may pass; what will be the same every time is an outcome. */
    private Made made(Job job, Outcome.Succeeded done) throws IOException {
        try {
            Publisher.Published published = handover.publisher.publish(claim.request(), job, done);
            return new Made(new Outcome.Succeeded(published.output()), Optional.of(published));
        } catch (StoreException e) {
            throw new IOException(e);
        } catch (NoSuchFileException | RuntimeException e) {
            listener.failed(claim.lease().worker(), "the result cannot be stored: " + e);
            return new Made(new Outcome.Faulted(Fault.INTERNAL_ERROR, "The result cannot be stored"));
        }
    }

    /** The run stopped, or did not listen, after it was asked to. */
    private Verdict stopped(Verdict verdict) throws InterruptedException {
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        switch (stop) {
            case CANCEL -> finish(new Outcome.Cancelled(), time);
            case TIME_LIMIT -> finish(new Outcome.Faulted(Fault.REQUEST_TIMEOUT, "Request timed out"), time);
            case RELEASE -> release();
            case LEASE_LOST -> listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED,
                    "the lease was lost");
            case NONE -> finish(new Outcome.Faulted(Fault.RUNNER_SERVER_ERROR, "The run stopped by itself"), time);
        }
        return verdict;
    }

    private void finish(Outcome outcome, Duration time) throws InterruptedException {
        finish(() -> new Made(outcome), time);
    }

    /** Where the outcome comes from; making it may store files, which may fail for now. */
    @FunctionalInterface
    private interface Source {
        Made outcome() throws IOException;
    }

    /**
     * Stores the outcome. What a run made is worth more than a moment without disk or database: storing is tried again
     * as long as the lease lives, which the beats keep alive as long as the store takes them. A request whose outcome
     * could not be stored is run again. Only the store's own answer says that the lease was lost: a beat may find the
     * request ended because an earlier try ended it and its answer got lost.
     */
    private void finish(Source source, Duration time) throws InterruptedException {
        List<LogLine.Draft> lines = pulse.settle();
        Optional<Made> made = Optional.empty();
        Backoff backoff = STORING;
        while (pulse.holds()) {
            try {
                if (made.isEmpty()) made = Optional.of(source.outcome());
                Made ready = made.get();
                if (store.finish(claim.lease(), ready.outcome, Optional.of(time), lines, ready.files())) {
                    listener.ended(claim.lease().worker(), claim.request(), ready.outcome, time);
                } else {
                    discard(ready);
                    leaseLost();
                }
                return;
            } catch (IOException | StoreException e) {
                listener.failed(claim.lease().worker(), "the result cannot be stored, trying again: " + e);
                if (past(start, options.timeLimit().plus(time))) {
                    stored("given back", () -> store.release(claim.lease()));
                    break;
                }
            }
            if (releasing.getAsBoolean()) {
                release();
                return;
            }
            Thread.sleep(backoff.pause());
            backoff = backoff.next();
        }
        // what was stored stays: nobody knows whether the last try arrived
        leaseLost();
    }

    private void discard(Made made) {
        try {
            if (made.published.isPresent()) handover.publisher.discard(made.published.get());
        } catch (IOException | RuntimeException e) {
            listener.failed(claim.lease().worker(), "a lost result's files cannot be deleted: " + e);
        }
    }

    private void leaseLost() {
        listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "the lease was lost");
    }

    private Verdict lost(Fault fault, String reason) throws InterruptedException {
        if (stop == Stop.NONE || stop == Stop.CANCEL) {
            List<LogLine.Draft> lines = pulse.settle();
            stored("abandoned", () -> {
                if (!lines.isEmpty()) store.heartbeat(claim.lease(), options.lease(), Optional.empty(), lines);
                store.abandon(claim.lease(), fault, reason);
            });
            listener.lost(claim.lease().worker(), claim.request(), fault, reason);
            return Verdict.UNUSABLE;
        }
        return stopped(Verdict.UNUSABLE);
    }

    /** Tells the store something; when it does not take it, the lease runs out and says the same a little later. */
    private boolean stored(String what, Runnable call) {
        try {
            call.run();
            return true;
        } catch (StoreException e) {
            listener.failed(claim.lease().worker(), "the request cannot be " + what + ": " + e.getMessage());
            return false;
        }
    }
}
