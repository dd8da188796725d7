// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.StoreException;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Looks at the database for everybody who follows a request: ten times a second at most, with at most three statements
 * (the requests that changed, the order of the queue, new log lines), however many follow. After a quiet half second
 * five looks may follow each other at once ({@link LookPace}): with a pause after each one, a request that is done in
 * milliseconds was told so after 101 ms instead of 13. The order of the queue is
 * read once a second, because every move of the queue is news to all who wait in it: at 17 moves a second and 5,000
 * feeds, telling each at once would be 85,000 events a second. A request that enters the queue gets its place at once.
 *
 * <p>
 * Rejected: a change number in each row, by which a look would find what is new. It needs an index that every heartbeat
 * writes to, where today an update touches none; asking for the requests that are followed costs 5,000 look-ups a
 * second at most, when another process wrote and nobody knows what.
 */
public final class FeedDispatcher implements AutoCloseable {
    private static final long PLACES_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Transactions database;
    private final Positions positions;
    private final Bulk bulk;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final Map<String, FeedTopic> topics = new HashMap<>();
    private final Set<String> changed = new HashSet<>();
    private boolean moved;
    private long placesDue = System.nanoTime();
    private volatile boolean closed;
    private final Thread thread;

    /** What a look is about. */
    private record Task(Set<String> ids, boolean places, Map<String, Integer> logsFrom) {}

    /** What a look saw. */
    private record Look(List<RequestRows.Numbered> rows, Optional<Positions.Order> order,
            Map<String, List<LogLine>> logs) {}

    public FeedDispatcher(Transactions database, Signals signals, Positions positions, Bulk bulk) {
        this.database = database;
        this.positions = positions;
        this.bulk = bulk;
        signals.listen(new Signals.Listener() {
            @Override
            public void changed(Collection<String> requests, boolean queueMoved) { tell(requests, queueMoved); }

            @Override
            public void everything() { tellEverything(); }
        });
        this.thread = Thread.ofPlatform().daemon().name("store-dispatcher").start(this::run);
    }

    public boolean alive() { return closed || thread.isAlive(); }

    /** As {@link dev.pixal3d.queue.RequestStore#feed}. */
    public Feed feed(RequestView seen, OptionalInt logsFrom) {
        lock.lock();
        try {
            FeedTopic request = topics.computeIfAbsent(seen.id(), _ -> new FeedTopic(seen));
            // its place was read just now, the others' up to a second ago
            if (request.waits() && seen.state() == State.IN_QUEUE) request.tell(seen, List.of());
            FeedSubscription feed = new FeedSubscription(this, seen, logsFrom);
            request.feeds.add(feed);
            tell(Set.of(seen.id()), true); // what happened since it was seen
            return feed;
        } finally {
            lock.unlock();
        }
    }

    void forget(FeedSubscription feed, String id) {
        lock.lock();
        try {
            FeedTopic request = topics.get(id);
            if (request == null) return;
            request.feeds.remove(feed);
            if (request.feeds.isEmpty()) topics.remove(id);
        } finally {
            lock.unlock();
        }
    }

    private void tell(Collection<String> requests, boolean queueMoved) {
        lock.lock();
        try {
            if (topics.isEmpty()) return;
            for (String id : requests) if (topics.containsKey(id)) changed.add(id);
            moved |= queueMoved;
            if (moved || !changed.isEmpty()) told.signal();
        } finally {
            lock.unlock();
        }
    }

    private void tellEverything() {
        lock.lock();
        try {
            tell(topics.keySet(), true);
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        LookPace pace = new LookPace(System.nanoTime());
        try {
            while (!closed) {
                Task task = next();
                try {
                    tell(task, database.read(session -> look(session, task)));
                } catch (StoreException e) {
                    tell(task.ids, task.places); // who waits in vain is no worse off than with an answer that fails
                }
                TimeUnit.NANOSECONDS.sleep(pace.pauseAfterLook(System.nanoTime()));
            }
        } catch (InterruptedException e) {
            // closing does that
        }
    }

    private Task next() throws InterruptedException {
        lock.lock();
        try {
            while (changed.isEmpty() && !placesDue()) {
                if (moved) told.awaitNanos(placesDue - System.nanoTime());
                else told.await();
            }
            boolean places = placesDue();
            if (places) {
                moved = false;
                placesDue = System.nanoTime() + PLACES_NANOS;
            }
            Map<String, Integer> logsFrom = new HashMap<>();
            for (String id : changed) {
                FeedTopic request = topics.get(id);
                if (request != null) request.logsFrom().ifPresent(line -> logsFrom.put(id, line));
            }
            Task task = new Task(Set.copyOf(changed), places, logsFrom);
            changed.clear();
            return task;
        } finally {
            lock.unlock();
        }
    }

    private boolean placesDue() { return moved && placesDue - System.nanoTime() <= 0; }

    private Look look(Session session, Task task) throws SQLException {
        List<RequestRows.Numbered> rows = task.ids.isEmpty() ? List.of() : bulk.requests(session, task.ids);
        boolean places = task.places || rows.stream().anyMatch(this::joined);
        Map<String, Integer> logsFrom = new HashMap<>();
        for (RequestRows.Numbered row : rows) {
            Integer line = task.logsFrom.get(row.view().id());
            if (line != null && row.view().logCount() > line) logsFrom.put(row.view().id(), line);
        }
        return new Look(rows, places ? Optional.of(positions.order(session)) : Optional.empty(),
                logsFrom.isEmpty() ? Map.of() : bulk.logs(session, logsFrom));
    }

    /** Whether a request waits that did not when it was looked at before. */
    private boolean joined(RequestRows.Numbered row) {
        if (row.view().state() != State.IN_QUEUE) return false;
        lock.lock();
        try {
            FeedTopic before = topics.get(row.view().id());
            return before != null && !before.waits();
        } finally {
            lock.unlock();
        }
    }

    private void tell(Task task, Look look) {
        lock.lock();
        try {
            Set<String> gone = new HashSet<>(task.ids);
            for (RequestRows.Numbered row : look.rows) {
                String id = row.view().id();
                gone.remove(id);
                FeedTopic request = topics.get(id);
                if (request == null) continue;
                request.rank = OptionalLong.of(row.rank());
                boolean waits = row.view().state() == State.IN_QUEUE;
                int place = waits
                        ? look.order.map(o -> o.of(row.view().priority(), row.rank()))
                                .orElse(request.view.position())
                        : 0;
                // read in between, it was claimed or came: the next look tells
                if (place < 0) changed.add(id);
                else request.tell(row.at(place), look.logs.getOrDefault(id, List.of()));
            }
            for (String id : gone) {
                FeedTopic request = topics.get(id);
                if (request != null) request.gone();
            }
            look.order.ifPresent(this::tellPlaces);
        } finally {
            lock.unlock();
        }
    }

    private void tellPlaces(Positions.Order order) {
        for (Map.Entry<String, FeedTopic> entry : topics.entrySet()) {
            FeedTopic request = entry.getValue();
            if (!request.waits() || request.rank.isEmpty()) continue;
            int place = order.of(request.view.priority(), request.rank.getAsLong());
            if (place < 0) changed.add(entry.getKey());
            else if (place != request.view.position()) request.tell(request.view.at(place), List.of());
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
