// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All open connections. There are never more than the limit, which leaves handles and memory for the rest of the
 * program; when they come near it, those that have waited longest for a request make room, so that connections nobody
 * uses keep nobody out. A write that waits too long for its reader is cut off. Thread-safe.
 */
final class Connections implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);
    /** For a piece of an answer, which is at most 64 KiB: a caller that reads more slowly is not served. */
    private static final Duration WRITE_TIME = Duration.ofSeconds(60);

    private final Set<Open> open = ConcurrentHashMap.newKeySet();
    private final int limit;
    private final Thread thread;
    private volatile boolean closed;

    /** A connection and the two ways through it. */
    record Open(ConnectionPump pump, PumpedWriter writer) {}

    /**
     * @param limit
     *            of open connections
     */
    Connections(int limit) {
        this.limit = limit;
        this.thread = Thread.ofPlatform().daemon().name("connections").start(this::look);
    }

    void add(Open connection) {
        open.add(connection);
        if (open.size() > room()) makeRoom();
    }

    void remove(Open connection) { open.remove(connection); }

    /** Whether the deadlines of writes are being watched; false for good once the thread has died. */
    boolean alive() {
        return closed || thread.isAlive();
    }

    private int room() { return limit - Math.max(1, limit / 10); }

    private synchronized void makeRoom() {
        if (open.size() <= room()) return;
        List<Open> waiting = open.stream().filter(c -> c.pump().phase() == ConnectionPump.Phase.HEAD)
                .sorted(Comparator.comparingLong(c -> c.pump().phaseSince())).limit(Math.max(1, limit / 20)).toList();
        for (Open connection : waiting) {
            open.remove(connection);
            connection.pump().cut();
        }
    }

    private void look() {
        try {
            while (!closed) {
                Thread.sleep(LOOK);
                long before = System.nanoTime() - WRITE_TIME.toNanos();
                for (Open connection : open) {
                    long since = connection.writer().writingSince();
                    if (since != 0 && since - before < 0) connection.pump().cut();
                }
                if (open.size() > room()) makeRoom();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
