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
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** One feed of the {@link FeedDispatcher}: what it was told and its holder has not taken yet. */
final class FeedSubscription implements Feed {
    private final FeedDispatcher dispatcher;
    private final String id;
    private final Semaphore news = new Semaphore(0);
    private final List<LogLine> lines = new ArrayList<>();
    private Optional<RequestView> request;
    private OptionalInt logsFrom;

    FeedSubscription(FeedDispatcher dispatcher, RequestView seen, OptionalInt logsFrom) {
        this.dispatcher = dispatcher;
        this.id = seen.id();
        this.request = Optional.of(seen);
        this.logsFrom = logsFrom;
    }

    /** The number of the first log line that was not told yet; empty when none are wanted. */
    synchronized OptionalInt logsFrom() {
        return logsFrom;
    }

    /** Takes in what was seen; lines that it knows already are left out. */
    synchronized void tell(Optional<RequestView> seen, List<LogLine> more) {
        boolean fresh = !seen.equals(request);
        request = seen;
        if (logsFrom.isPresent()) {
            for (LogLine line : more) {
                if (line.number() < logsFrom.getAsInt()) continue;
                lines.add(line);
                logsFrom = OptionalInt.of(line.number() + 1);
                fresh = true;
            }
        }
        if (fresh && news.availablePermits() == 0) news.release();
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        if (!news.tryAcquire(timeout.toNanos(), TimeUnit.NANOSECONDS)) return false;
        news.drainPermits();
        return true;
    }

    @Override
    public synchronized Sighting next() {
        Sighting sighting = new Sighting(request, lines);
        lines.clear();
        return sighting;
    }

    @Override
    public void close() { dispatcher.forget(this, id); }
}
