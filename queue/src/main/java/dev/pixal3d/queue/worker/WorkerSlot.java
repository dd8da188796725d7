// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The place of one worker: starts it, feeds it, replaces it. Its loop runs on one thread. */
final class WorkerSlot {
    private static final Duration IDLE_LOOK = Duration.ofMillis(500);
    private static final Duration STORE_PAUSE = Duration.ofSeconds(1);
    /** After runs that could not begin: others may be able to run them. */
    private static final Backoff GIVEN_BACK = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(8));
    private static final Duration KEYS_PAUSE = Duration.ofMillis(50);

    private final String name;
    private final RequestStore store;
    private final WorkerOptions options;
    private final Worker.Factory factory;
    private final SupervisedRun.Handover handover;
    private final WorkerListener listener;
    private final Heartbeats heartbeats;
    private final CountDownLatch draining = new CountDownLatch(1);
    private volatile boolean releasing;
    private volatile WorkerStatus status;
    private volatile Optional<Worker> current = Optional.empty();
    private int failuresInARow;

    WorkerSlot(String name, RequestStore store, WorkerOptions options, Worker.Factory factory,
            SupervisedRun.Handover handover, WorkerListener listener, Heartbeats heartbeats) {
        this.name = name;
        this.store = store;
        this.options = options;
        this.factory = factory;
        this.handover = handover;
        this.listener = listener;
        this.heartbeats = heartbeats;
        this.status = new WorkerStatus(name, WorkerStatus.Phase.STARTING, 0, Optional.empty(), 0, 0, Optional.empty(),
                Optional.empty());
    }

    WorkerStatus status() {
        Optional<WorkerMemory> memory = current.flatMap(Worker::memory);
        WorkerStatus now = status;
        return now.pid() == 0 ? now : now.with(memory);
    }

    /** Takes no new request. */
    void drain() { draining.countDown(); }

    /** Stops the run under way and releases its request. */
    void release() { releasing = true; }

    private boolean isDraining() { return draining.getCount() == 0; }

    /** Until it is drained, or its thread is interrupted. */
    void loop() {
        try {
            while (!isDraining()) {
                phase(WorkerStatus.Phase.STARTING, 0, Optional.empty());
                Optional<String> failure = runOneWorker();
                if (failure.isPresent()) {
                    listener.failed(name, failure.get());
                    backOff(failure.get());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            phase(WorkerStatus.Phase.STOPPED, 0, Optional.empty());
        }
    }

    /** One worker from start to end; why it failed, or empty when it ended in order. */
    private Optional<String> runOneWorker() throws InterruptedException {
        try (Worker started = factory.start(name)) {
            current = Optional.of(started);
            Optional<String> failure = awaitReady(started);
            return failure.isPresent() ? failure : serve(started);
        } catch (IOException | RuntimeException e) {
            return Optional.of(e.toString());
        } finally {
            current = Optional.empty();
        }
    }

    private Optional<String> awaitReady(Worker worker) throws InterruptedException {
        long start = System.nanoTime();
        while (!(worker.receive(IDLE_LOOK).orElse(null) instanceof Message.Ready)) {
            if (worker.gone()) return Optional.of("it ended while starting: " + worker.causeOfDeath());
            if (isDraining()) return Optional.empty();
            if (System.nanoTime() - start > options.startLimit().toNanos()) {
                return Optional.of("it was not ready within " + options.startLimit().toSeconds() + " s");
            }
        }
        return Optional.empty();
    }

    private Optional<String> serve(Worker worker) throws InterruptedException, IOException {
        status = new WorkerStatus(name, WorkerStatus.Phase.IDLE, worker.pid(), Optional.empty(), 0, status.restarts(),
                Optional.empty(), Optional.empty());
        Backoff backoff = GIVEN_BACK;
        for (int runs = 0; runs < options.runsPerProcess();) {
            boolean work = awaitWork();
            if (isDraining()) break;
            while (worker.receive(Duration.ZERO).isPresent()) {}
            if (worker.gone()) return Optional.of("it died while idle: " + worker.causeOfDeath());
            if (worker.silence().compareTo(options.silenceLimit()) > 0) return Optional.of("it hung while idle");
            Optional<Claim> claim = work ? claim() : Optional.empty();
            if (claim.isEmpty()) continue;
            switch (run(worker, claim.get(), ++runs)) {
                case UNUSABLE -> {
                    return isDraining() ? Optional.empty() : Optional.of("it did not survive its run");
                }
                case PAUSING -> {
                    pause(backoff.pause());
                    backoff = backoff.next();
                }
                case USABLE -> backoff = GIVEN_BACK;
            }
            failuresInARow = 0;
        }
        return Optional.empty();
    }

    private boolean awaitWork() throws InterruptedException {
        try {
            return store.awaitWork(IDLE_LOOK);
        } catch (StoreException e) {
            storeFailed(e);
            return false;
        }
    }

    private Optional<Claim> claim() throws InterruptedException {
        try {
            Optional<Claim> claim = store.claim(name, options.lease(), options.runningPerKey());
            // what waits may be all of keys that run as much as they may
            if (claim.isEmpty() && options.runningPerKey() < Integer.MAX_VALUE) pause(KEYS_PAUSE);
            return claim;
        } catch (StoreException e) {
            storeFailed(e);
            return Optional.empty();
        }
    }

    /** The worker is as good as before; killing it would cost its start and help nobody. */
    private void storeFailed(StoreException e) throws InterruptedException {
        listener.failed(name, "the store failed: " + e.getMessage());
        pause(STORE_PAUSE);
    }

    private void pause(Duration time) throws InterruptedException {
        draining.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    private SupervisedRun.Verdict run(Worker worker, Claim claim, int runs)
            throws InterruptedException, IOException {
        RequestView request = claim.request();
        phase(WorkerStatus.Phase.RUNNING, runs, Optional.of(request.id()));
        listener.started(name, request, Duration.between(request.created(), request.started().orElseThrow()));
        try (Heartbeats.Pulse pulse = heartbeats.begin(claim)) {
            return new SupervisedRun(store, options, handover, listener, worker, claim, pulse,
                    () -> releasing).run();
        } finally {
            phase(WorkerStatus.Phase.IDLE, runs, Optional.empty());
        }
    }

    private void backOff(String failure) throws InterruptedException {
        double factor = Math.pow(2, Math.min(failuresInARow++, 30));
        long millis = (long) Math.min(options.firstDelay().toMillis() * factor, options.longestDelay().toMillis());
        status = new WorkerStatus(name, WorkerStatus.Phase.WAITING, 0, Optional.empty(), 0, status.restarts() + 1,
                Optional.of(failure), Optional.empty());
        if (draining.await(millis, TimeUnit.MILLISECONDS)) phase(WorkerStatus.Phase.STOPPED, 0, Optional.empty());
    }

    private void phase(WorkerStatus.Phase phase, int runs, Optional<String> requestId) {
        WorkerStatus s = status;
        boolean process = phase == WorkerStatus.Phase.IDLE || phase == WorkerStatus.Phase.RUNNING;
        status = new WorkerStatus(name, phase, process ? s.pid() : 0, requestId, runs, s.restarts(), s.problem(),
                Optional.empty());
    }
}
