// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import dev.pixal3d.queue.Priority;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Exact places in the queue. Counting the requests ahead costs time proportional to their number (0.3 ms at 5,000), too
 * much when thousands of clients poll; so when the same version of the queue was asked about a few times, its order is
 * read once and later questions are a binary search. Rereading at every change was rejected: with many submissions and
 * few polls it costs more than the counts it saves. Thread-safe.
 */
public final class Positions {
    /** Counts that cost about as much as reading the order. */
    private static final int COUNTS_BEFORE_READING = 4;
    /** What another process did may not be heard of for a while, longer when a network swallows all it is given. */
    private static final Duration OLDEST = Duration.ofSeconds(1);
    private static final String AHEAD = """
            SELECT (SELECT count(*) FROM request WHERE state = 'IN_QUEUE' AND priority < ?)
                 + (SELECT count(*) FROM request WHERE state = 'IN_QUEUE' AND priority = ?
                    AND coalesce(turn, seq * 1000000) < ?)""";

    private final Signals signals;
    private volatile Order order = new Order(-1, 0, new long[0], new long[0]);
    private volatile long countedVersion = -1;
    private volatile int counts;

    private record Ranked(int priority, long rank) {}

    /** The whole queue at one moment: what its requests are sorted by. */
    record Order(long version, long read, long[] normal, long[] low) {
        private boolean fresh(long now) { return version == now && System.nanoTime() - read < OLDEST.toNanos(); }

        /** The place, or negative when the request was not queued. */
        int of(Priority priority, long rank) {
            return switch (priority) {
                case NORMAL -> Arrays.binarySearch(normal, rank);
                case LOW -> {
                    int place = Arrays.binarySearch(low, rank);
                    yield place < 0 ? place : normal.length + place;
                }
            };
        }
    }

    public Positions(Signals signals) { this.signals = signals; }

    /** A request with its place in the queue, while it waits there. */
    public RequestView placed(Session session, RequestRows.Numbered row) throws SQLException {
        RequestView view = row.view();
        return view.state() == State.IN_QUEUE ? row.at(of(session, view.priority(), row.rank())) : view;
    }

    /** The order of the queue as it is now, for who asks about many places. */
    Order order(Session session) throws SQLException {
        long version = signals.queueVersion();
        if (!order.fresh(version)) order = read(session, version);
        return order;
    }

    /** How many requests are ahead of a queued one. */
    public int of(Session session, Priority priority, long rank) throws SQLException {
        long version = signals.queueVersion();
        if (!order.fresh(version) && worthReading(version)) order = read(session, version);
        Order known = order;
        int place = known.fresh(version) ? known.of(priority, rank) : -1;
        return place >= 0 ? place : ahead(session, priority, rank);
    }

    /** The same for a request that may not be durable yet: counted, and nothing remembered. */
    public static int ahead(Session session, Priority priority, long rank) throws SQLException {
        return (int) session.number(AHEAD, priority, priority, rank);
    }

    /** Races only lose or gain a count; the answer is exact either way. */
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private boolean worthReading(long version) {
        if (countedVersion != version) {
            countedVersion = version;
            counts = 0;
        }
        return ++counts > COUNTS_BEFORE_READING;
    }

    /** In one statement, because two see two moments, and a place of neither would come of them. */
    private static Order read(Session session, long version) throws SQLException {
        long now = System.nanoTime();
        List<Ranked> all = session.list("""
                SELECT priority, coalesce(turn, seq * 1000000) AS rank FROM request WHERE state = 'IN_QUEUE'
                ORDER BY priority, rank""", row -> new Ranked(row.integer("priority"), row.number("rank")));
        return new Order(version, now, ranks(all, Priority.NORMAL), ranks(all, Priority.LOW));
    }

    private static long[] ranks(List<Ranked> all, Priority priority) {
        return all.stream().filter(one -> one.priority == priority.ordinal()).mapToLong(Ranked::rank).toArray();
    }
}
