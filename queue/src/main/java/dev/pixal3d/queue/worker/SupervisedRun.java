// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.FullDisk;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.StoreException;
import dev.pixal3d.queue.Watch;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/**
 * One attempt of a request, from its claim to its outcome: keeps the lease, stores progress and log lines, passes on
 * cancellation, enforces the limits. For one thread.
 */
final class SupervisedRun {
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration STORE_EVERY = Duration.ofMillis(200);
    /** Between attempts to prepare a job while the disk is full. */
    private static final Duration UNPREPARED = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final RequestStore store;
    private final WorkerOptions options;
    private final Exchange exchange;
    private final WorkerListener listener;
    private final Worker worker;
    private final Claim claim;
    private final BooleanSupplier releasing;

    private final long start = System.nanoTime();
    private final List<LogLine.Draft> lines = new ArrayList<>();
    private Optional<RunProgress> progress = Optional.empty();
    private long stored = start;
    /** When the last beat that the store acknowledged was sent: the lease surely holds from then on for its length. */
    private long acknowledged = start;
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
        UNUSABLE
    }

    /** How a run's files come from the service's stores and go there. */
    record Exchange(Stager stager, Publisher publisher) {}

    /**
     * @param releasing
     *            turns true when the run shall stop and its request go back to the queue
     */
    SupervisedRun(RequestStore store, WorkerOptions options, Exchange exchange, WorkerListener listener,
            Worker worker, Claim claim, BooleanSupplier releasing) {
        this.store = store;
        this.options = options;
        this.exchange = exchange;
        this.listener = listener;
        this.worker = worker;
        this.claim = claim;
        this.releasing = releasing;
    }

    /** Runs to the end and stores the outcome. */
    Verdict run() throws InterruptedException, IOException {
        Job job;
        try {
            job = JobFiles.create(options.scratch(), claim);
        } catch (IOException e) {
            unprepared(e, FullDisk.caused(e));
            return Verdict.USABLE;
        }
        Optional<Outcome> known;
        try {
            known = beating(() -> exchange.stager.stage(claim.request(), job));
        } catch (IOException e) {
            JobFiles.delete(job.directory());
            unprepared(e, true);
            return Verdict.USABLE;
        }
        if (stop != Stop.NONE) {
            JobFiles.delete(job.directory());
            return stopped(Verdict.USABLE);
        }
        Verdict verdict = Verdict.UNUSABLE;
        try (Watch watch = store.watch(job.requestId())) {
            if (known.isPresent()) {
                verdict = Verdict.USABLE;
                finish(known.get(), Duration.ofNanos(System.nanoTime() - start));
            } else {
                worker.send(new Message.Run(job.requestId(), job.attempt(), job.endpoint(),
                        job.directory().toString()));
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
     *            whether it may work the next time: the disk is full, or the service's files cannot be reached
     */
    private void unprepared(IOException e, boolean passing) throws InterruptedException {
        listener.failed(claim.lease().worker(), "a job cannot be prepared: " + e);
        if (passing) release();
        else lost(Fault.INTERNAL_ERROR, "The job could not be prepared");
        Thread.sleep(UNPREPARED);
    }

    /** What takes its time in a store, with beats meanwhile: it may take longer than the lease. */
    private <T> T beating(Callable<T> work) throws IOException, InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = Thread.ofVirtual().name("exchange-" + claim.lease().worker()).start(task);
        while (true) {
            try {
                return task.get(TICK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                report();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException io) throw io;
                if (e.getCause() instanceof RuntimeException runtime) throw runtime;
                throw new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                thread.interrupt();
                throw e;
            }
        }
    }

    private void release() throws InterruptedException {
        while (!stored("released", () -> store.release(claim.lease()))) {
            if (releasing.getAsBoolean() || past(acknowledged, options.lease())) return;
            Thread.sleep(UNPREPARED);
        }
        listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "released");
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
            if (watch.await(Duration.ZERO) && stop == Stop.NONE && cancelled(job)) ask(Stop.CANCEL);
            if (past(acknowledged, options.lease())) ask(Stop.LEASE_LOST);
            if (past(start, options.timeLimit())) ask(Stop.TIME_LIMIT);
            if (releasing.getAsBoolean()) {
                stop = Stop.RELEASE;
                return stopped(Verdict.UNUSABLE);
            }
            if (stop != Stop.NONE && past(stopAsked, options.grace())) return stopped(Verdict.UNUSABLE);
            report();
        }
    }

    private boolean cancelled(Job job) {
        try {
            return store.find(job.requestId()).map(RequestView::cancelRequested).orElse(true);
        } catch (StoreException e) {
            return false; // the next beat asks again
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
        long sent = System.nanoTime();
        try {
            RequestStore.Beat beat = store.heartbeat(claim.lease(), options.lease(), progress, List.copyOf(lines));
            if (beat != RequestStore.Beat.LOST) acknowledged = sent;
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

    private Verdict ended(Job job, Message.Ended ended) throws InterruptedException {
        Outcome outcome = JobFiles.read(job).orElseGet(
                () -> new Outcome.Faulted(Fault.RUNNER_INCOMPLETE_RESPONSE, "The worker left no readable outcome"));
        switch (outcome) {
            case Outcome.Succeeded done -> finish(() -> published(job, done), ended.time());
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
                Thread.sleep(UNPREPARED);
                yield Verdict.USABLE;
            }
            case ERROR -> lost(Fault.RUNNER_SERVER_ERROR, "The worker failed: " + failed.error());
        };
    }

    /** Fails when storing failed, which may pass; what will be the same every time is an outcome. */
    private Outcome published(Job job, Outcome.Succeeded done) throws IOException {
        try {
            return new Outcome.Succeeded(exchange.publisher.publish(claim.request(), job, done));
        } catch (StoreException e) {
            throw new IOException(e);
        } catch (NoSuchFileException | RuntimeException e) {
            listener.failed(claim.lease().worker(), "the result cannot be stored: " + e);
            return new Outcome.Faulted(Fault.INTERNAL_ERROR, "The result cannot be stored");
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

    private void finish(Outcome outcome, Duration time) throws InterruptedException { finish(() -> outcome, time); }

    /** Where the outcome comes from; making it may store files, which may fail for now. */
    @FunctionalInterface
    private interface Source {
        Outcome outcome() throws IOException;
    }

    /**
     * Stores the outcome. What a run made is worth more than a moment without disk or database: storing is tried again
     * as long as the lease lives, which the beats between keep alive as long as the store takes them. A request whose
     * outcome could not be stored is run again.
     */
    private void finish(Source source, Duration time) throws InterruptedException {
        Optional<Outcome> made = Optional.empty();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                if (made.isEmpty()) made = Optional.of(beating(source::outcome));
                boolean held = store.finish(claim.lease(), made.get(), Optional.of(time), List.copyOf(lines));
                if (held) listener.ended(claim.lease().worker(), claim.request(), made.get(), time);
                else leaseLost();
                return;
            } catch (IOException | StoreException e) {
                listener.failed(claim.lease().worker(), "the result cannot be stored, trying again: " + e);
                if (past(acknowledged, options.lease()) || past(start, options.timeLimit().plus(time))) {
                    stored("abandoned", () -> store.release(claim.lease()));
                    leaseLost();
                    return;
                }
            }
            if (releasing.getAsBoolean()) {
                release();
                return;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            report();
            if (stop == Stop.LEASE_LOST) {
                leaseLost();
                return;
            }
        }
    }

    private void leaseLost() {
        listener.lost(claim.lease().worker(), claim.request(), Fault.RUNNER_DISCONNECTED, "the lease was lost");
    }

    private Verdict lost(Fault fault, String reason) throws InterruptedException {
        if (stop == Stop.NONE || stop == Stop.CANCEL) {
            stored("abandoned", () -> {
                if (!lines.isEmpty())
                    store.heartbeat(claim.lease(), options.lease(), Optional.empty(), List.copyOf(lines));
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
