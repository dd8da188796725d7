// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Watch;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Wakes those who wait for changes: watchers of one request, workers without work, the sender of webhooks, the
 * {@link FeedDispatcher}. Told by the writer after each commit, before the writing caller returns. Thread-safe.
 */
public final class Signals {
    private final Map<String, Set<Watching>> watchers = new ConcurrentHashMap<>();
    private final AtomicLong queueVersion = new AtomicLong();
    private final AtomicLong foreignWrites = new AtomicLong();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private final Bell work = new Bell();
    private final Bell deliveries = new Bell();

    /** Hears of changes, on the thread that made them or noticed them. */
    interface Listener {
        /** These requests may have changed, or places in the queue. */
        void changed(Collection<String> requests, boolean queueMoved);

        /** Anything may have changed. */
        void everything();
    }

    void listen(Listener listener) { listeners.add(listener); }

    /** Grows whenever a place in the queue may have changed. */
    long queueVersion() { return queueVersion.get(); }

    /** Grows whenever another process wrote. */
    long foreignWrites() { return foreignWrites.get(); }

    public Bell work() { return work; }

    public Bell deliveries() { return deliveries; }

    public void after(Session.Effects effects) {
        if (effects.queueMoved) queueVersion.incrementAndGet();
        for (String id : effects.requests) watchers.getOrDefault(id, Set.of()).forEach(Watching::wake);
        for (Listener listener : listeners) listener.changed(effects.requests, effects.queueMoved);
        if (effects.workAdded) work.ring();
        if (effects.deliveryAdded) deliveries.ring();
    }

    /** Something changed and nobody knows what: another process wrote. */
    public void everything() {
        foreignWrites.incrementAndGet();
        queueVersion.incrementAndGet();
        watchers.values().forEach(set -> set.forEach(Watching::wake));
        listeners.forEach(Listener::everything);
        work.ring();
        deliveries.ring();
    }

    public Watch watch(String id) {
        Watching watching = new Watching(id);
        watchers.compute(id, (_, set) -> {
            Set<Watching> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(watching);
            return all;
        });
        return watching;
    }

    private final class Watching implements Watch {
        private final String id;
        private final Semaphore changes = new Semaphore(0);

        Watching(String id) { this.id = id; }

        void wake() { if (changes.availablePermits() == 0) changes.release(); }

        @Override
        public boolean await(Duration timeout) throws InterruptedException {
            if (!changes.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) return false;
            changes.drainPermits();
            return true;
        }

        @Override
        public void close() {
            watchers.computeIfPresent(id, (_, set) -> {
                set.remove(this);
                return set.isEmpty() ? null : set;
            });
        }
    }

    /** Rung for everybody who waits; remembers how often, so that a ring before the wait is not missed. */
    public static final class Bell {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition rung = lock.newCondition();
        private long count;

        public long count() {
            lock.lock();
            try {
                return count;
            } finally {
                lock.unlock();
            }
        }

        public void ring() {
            lock.lock();
            try {
                count++;
                rung.signalAll();
            } finally {
                lock.unlock();
            }
        }

        /** Waits until it was rung after {@link #count} gave {@code seen}. */
        public void await(long seen, Duration timeout) throws InterruptedException {
            lock.lock();
            try {
                long left = timeout.toNanos();
                while (count == seen && left > 0) left = rung.awaitNanos(left);
            } finally {
                lock.unlock();
            }
        }
    }
}
