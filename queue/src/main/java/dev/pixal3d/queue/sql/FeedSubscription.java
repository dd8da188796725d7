// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** One feed of the {@link FeedDispatcher}: what it was told and its holder has not taken yet. */
final class FeedSubscription implements Feed {
    private final FeedDispatcher dispatcher;
    private final String id;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final List<LogLine> lines = new ArrayList<>();
    private Optional<RequestView> request;
    private OptionalInt logsFrom;
    private boolean fresh;

    FeedSubscription(FeedDispatcher dispatcher, RequestView seen, OptionalInt logsFrom) {
        this.dispatcher = dispatcher;
        this.id = seen.id();
        this.request = Optional.of(seen);
        this.logsFrom = logsFrom;
    }

    /** The number of the first log line that was not told yet; empty when none are wanted. */
    OptionalInt logsFrom() {
        lock.lock();
        try {
            return logsFrom;
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what was seen; lines that it knows already are left out. */
    void tell(Optional<RequestView> seen, List<LogLine> more) {
        lock.lock();
        try {
            fresh |= !seen.equals(request);
            request = seen;
            if (logsFrom.isPresent()) more.forEach(this::tell);
            if (fresh) told.signal();
        } finally {
            lock.unlock();
        }
    }

    private void tell(LogLine line) {
        if (line.number() < logsFrom.getAsInt()) return;
        lines.add(line);
        logsFrom = OptionalInt.of(line.number() + 1);
        fresh = true;
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        long left = timeout.toNanos();
        lock.lockInterruptibly();
        try {
            while (!fresh && left > 0) left = told.awaitNanos(left);
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Sighting next() {
        lock.lock();
        try {
            Sighting sighting = new Sighting(request, lines);
            lines.clear();
            fresh = false;
            return sighting;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() { dispatcher.forget(this, id); }
}
