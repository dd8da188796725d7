// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Claim;
import dev.pixal3d.queue.Lease;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Keeps the leases of all runs of a supervisor. A thread of its own stores what they reported, all in one write, so a
 * store that does not answer holds up no run; and each run knows by its own clock until when its lease surely holds.
 */
final class Heartbeats implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    /** A lease is worth so many further tries after one that failed, or more. */
    private static final int TRIES = 16;
    /** A run without news beats so often within its lease. */
    private static final int BEATS = 4;
    /** The part of a lease at its end in which a run must be over. */
    private static final int MARGIN = 6;

    private final RequestStore store;
    private final Duration lease;
    private final Duration afterFailure;
    private final Consumer<RuntimeException> failures;
    private final Set<Pulse> pulses = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * @param failures
     *            hears of a failing store; the beats go on
     */
    Heartbeats(RequestStore store, Duration lease, Consumer<RuntimeException> failures) {
        this.store = store;
        this.lease = lease;
        Duration part = lease.dividedBy(TRIES);
        this.afterFailure = part.compareTo(LONGEST_PAUSE) < 0 ? part : LONGEST_PAUSE;
        this.failures = failures;
        this.thread = Thread.ofPlatform().daemon().name("heartbeats").start(this::loop);
    }

    boolean alive() { return closing.getCount() == 0 || thread.isAlive(); }

    /** How long a lease surely holds after the beat that extended it was sent. */
    private Duration patience() {
        return lease.minus(lease.dividedBy(MARGIN));
    }

    /** Begins to beat for a run. */
    Pulse begin(Claim claim) {
        Pulse pulse = new Pulse(claim);
        pulses.add(pulse);
        return pulse;
    }

    private void loop() {
        try {
            Duration pause = TICK;
            while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                pause = beat() && look() ? TICK : afterFailure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether the store took what there was. */
    private boolean beat() {
        Map<Pulse, RequestStore.Report> due = new LinkedHashMap<>();
        for (Pulse pulse : pulses) pulse.due().ifPresent(report -> due.put(pulse, report));
        if (due.isEmpty()) return true;
        long sent = System.nanoTime();
        try {
            List<RequestStore.Beat> beats = store.heartbeats(List.copyOf(due.values()), lease);
            Iterator<RequestStore.Beat> answers = beats.iterator();
            due.forEach((pulse, report) -> {
                RequestStore.Beat answer = answers.next();
                if (answer == RequestStore.Beat.AGAIN) pulse.unanswered(report);
                else pulse.answered(sent, answer);
            });
            return true;
        } catch (RuntimeException e) {
            due.forEach((pulse, report) -> pulse.unanswered(report));
            failures.accept(e);
            return false;
        }
    }

    /** Asks whether runs whose requests changed were cancelled: a read where a beat would be a write. */
    private boolean look() {
        Map<String, Pulse> changed = new LinkedHashMap<>();
        for (Pulse pulse : pulses) if (pulse.takeChanged()) changed.put(pulse.lease.requestId(), pulse);
        if (changed.isEmpty()) return true;
        try {
            for (RequestView view : store.findAll(changed.keySet())) {
                Pulse pulse = changed.get(view.id());
                if (pulse != null && view.cancelRequested()) pulse.learn(RequestStore.Beat.CANCEL);
            }
            return true;
        } catch (RuntimeException e) {
            changed.values().forEach(Pulse::changed);
            failures.accept(e);
            return false;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One run's lease, and what is to be told of it. Thread-safe. */
    final class Pulse implements AutoCloseable {
        private final Lease lease;
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition landed = lock.newCondition();
        private List<LogLine.Draft> lines = new ArrayList<>();
        private Optional<RunProgress> progress = Optional.empty();
        private RequestStore.Beat learnt = RequestStore.Beat.CONTINUE;
        /** When the last beat that the store acknowledged was sent: from then on the lease holds for its length. */
        private volatile long acknowledged;
        private long sent;
        private boolean inFlight;
        private boolean changed;
        private boolean settled;

        private Pulse(Claim claim) {
            this.lease = claim.lease();
            this.acknowledged = claim.sent();
            this.sent = claim.sent();
        }

        /** Whether nobody else can have the request yet. */
        boolean holds() { return left().isPositive(); }

        /** How long nobody else can have the request; negative when somebody may have it. */
        Duration left() {
            return patience().minusNanos(System.nanoTime() - acknowledged);
        }

        /**
         * Waits until the lease surely holds. The answer to a claim may have taken longer than a lease lasts: then a
         * beat tells whether it holds.
         *
         * @return false when it is lost, or nobody could tell for the length of a lease
         */
        boolean confirm() throws InterruptedException {
            long end = System.nanoTime() + Heartbeats.this.lease.toNanos();
            lock.lockInterruptibly();
            try {
                while (!holds() && learnt != RequestStore.Beat.LOST && System.nanoTime() - end < 0) {
                    landed.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
                }
                return holds() && learnt != RequestStore.Beat.LOST;
            } finally {
                lock.unlock();
            }
        }

        /** Another number after each beat that the store acknowledged. */
        long acknowledged() { return acknowledged; }

        void report(RunProgress step) { locked(() -> progress = Optional.of(step)); }

        /** Of a log that grows while the store is away, the end is kept, as it is in the store. */
        void line(LogLine.Draft line) {
            locked(() -> {
                lines.add(line);
                if (lines.size() > LogLine.KEPT) lines.removeFirst();
            });
        }

        /** The request may have changed: its client may want it to stop. */
        void changed() {
            locked(() -> changed = true);
        }

        /** What the beats learnt; once the lease is lost, it stays so. */
        RequestStore.Beat learnt() {
            lock.lock();
            try {
                return learnt;
            } finally {
                lock.unlock();
            }
        }

        /**
         * From now on only the lease is kept.
         *
         * @return the lines that are not stored yet
         */
        List<LogLine.Draft> settle() throws InterruptedException {
            lock.lockInterruptibly();
            try {
                settled = true;
                while (inFlight && holds()) landed.await(TICK.toMillis(), TimeUnit.MILLISECONDS);
                List<LogLine.Draft> rest = List.copyOf(lines);
                lines.clear();
                return rest;
            } finally {
                lock.unlock();
            }
        }

        private void locked(Runnable change) {
            lock.lock();
            try {
                change.run();
            } finally {
                lock.unlock();
            }
        }

        private boolean takeChanged() {
            lock.lock();
            try {
                boolean was = changed;
                changed = false;
                return was;
            } finally {
                lock.unlock();
            }
        }

        private Optional<RequestStore.Report> due() {
            lock.lock();
            try {
                boolean news = !settled && (progress.isPresent() || !lines.isEmpty());
                boolean silent = System.nanoTime() - sent > Heartbeats.this.lease.dividedBy(BEATS).toNanos();
                if (learnt == RequestStore.Beat.LOST || !news && !silent) return Optional.empty();
                inFlight = true;
                RequestStore.Report report = settled
                        ? new RequestStore.Report(lease, Optional.empty(), List.of())
                        : new RequestStore.Report(lease, progress, lines);
                if (!settled) {
                    lines = new ArrayList<>();
                    progress = Optional.empty();
                }
                return Optional.of(report);
            } finally {
                lock.unlock();
            }
        }

        private void answered(long when, RequestStore.Beat beat) {
            locked(() -> {
                if (beat != RequestStore.Beat.LOST) acknowledged = when;
                sent = when;
                land();
            });
            learn(beat);
        }

        /** What was not stored is told again, before what came since. */
        private void unanswered(RequestStore.Report report) {
            locked(() -> {
                List<LogLine.Draft> all = new ArrayList<>(report.logs());
                all.addAll(lines);
                lines = all;
                if (progress.isEmpty()) progress = report.progress();
                land();
            });
        }

        private void land() {
            inFlight = false;
            landed.signalAll();
        }

        private void learn(RequestStore.Beat beat) {
            locked(() -> {
                if (learnt != RequestStore.Beat.LOST && beat != RequestStore.Beat.CONTINUE) learnt = beat;
            });
        }

        /** Ends the beats. */
        @Override
        public void close() { pulses.remove(this); }
    }
}
