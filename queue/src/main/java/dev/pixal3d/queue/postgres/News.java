// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import dev.pixal3d.queue.sql.Pause;
import dev.pixal3d.queue.sql.Session;
import dev.pixal3d.queue.sql.Signals;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * What other processes did. Each looks for itself about once a second: whether anything was written since, and whether
 * a request waits. Notices make that quick and nothing more: they are sent after the commit, because inside of it they
 * take a lock over the whole cluster, at most twenty times a second from one process, and may be lost.
 */
final class News implements AutoCloseable {
    private static final String CHANNEL = "pixal3d";
    private static final int PAUSE_MILLIS = 50;
    private static final int LOOK_MILLIS = 800;
    private static final int LOOK_SPREAD_MILLIS = 200;
    /** PostgreSQL takes notices of 8,000 bytes. */
    private static final int LONGEST = 7500;
    private static final String ANY = "*";
    private static final String LOOK = """
            SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS written, EXISTS (SELECT 1 FROM request
                WHERE state = 'IN_QUEUE' AND (start_by IS NULL OR start_by > (SELECT now_ms())) AND\s""" + Pause.NONE
            + ") AS waiting";

    private final Source source;
    private final Signals signals;
    private final LongAdder statements;
    private final String self = UUID.randomUUID().toString();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private Session.Effects pending = new Session.Effects();
    private boolean something;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;
    private final List<Thread> threads;

    /** Opens a connection of its own, which listening needs. */
    @FunctionalInterface
    interface Source {
        Connection open() throws SQLException;
    }

    News(Source source, Signals signals, LongAdder statements) {
        this.source = source;
        this.statements = statements;
        this.signals = signals;
        this.threads = List.of(Thread.ofPlatform().daemon().name("store-listen").start(() -> keep(this::listen)),
                Thread.ofPlatform().daemon().name("store-tell").start(() -> keep(this::send)));
    }

    boolean alive() { return closed || threads.stream().allMatch(Thread::isAlive); }

    /** Tells the others soon what a transaction did that is durable by now. */
    void tell(Session.Effects effects) {
        if (effects.nothing()) return;
        lock.lock();
        try {
            pending.add(effects);
            something = true;
            told.signal();
        } finally {
            lock.unlock();
        }
    }

    /** What is done with a connection until it fails or all ends. */
    @FunctionalInterface
    private interface Use {
        void of(Connection connection) throws SQLException, InterruptedException;
    }

    /** A lost connection is opened again; meanwhile only the quickness is lost. */
    private void keep(Use use) {
        while (!closed) {
            try (Connection connection = source.open()) {
                open.add(connection);
                try {
                    use.of(connection);
                } finally {
                    open.remove(connection);
                }
            } catch (SQLException e) {
                if (closed) return;
                pause();
            } catch (InterruptedException e) {
                return; // closing does that
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(LOOK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen(Connection connection) throws SQLException {
        PGConnection postgres = connection.unwrap(PGConnection.class);
        try (Statement listen = connection.createStatement();
                PreparedStatement look = connection.prepareStatement(LOOK)) {
            listen.execute("LISTEN " + CHANNEL);
            long seen = -1;
            while (!closed) {
                seen = look(look, seen);
                long until = System.nanoTime()
                        + (LOOK_MILLIS + ThreadLocalRandom.current().nextLong(LOOK_SPREAD_MILLIS)) * 1_000_000L;
                for (long left = until - System.nanoTime(); left > 0 && !closed; left = until - System.nanoTime()) {
                    PGNotification[] notices = postgres.getNotifications((int) Math.max(1, left / 1_000_000));
                    for (PGNotification notice : notices) hear(notice.getParameter());
                }
            }
        }
    }

    /** The number of the next transaction tells whether anybody wrote since. */
    private long look(PreparedStatement look, long seen) throws SQLException {
        statements.increment();
        try (ResultSet rows = look.executeQuery()) {
            rows.next();
            if (rows.getBoolean("waiting")) signals.work().ring();
            long written = rows.getLong("written");
            if (written != seen) signals.everything();
            return written;
        }
    }

    private void hear(String notice) {
        String[] words = notice.split(" ");
        if (words.length < 2 || words[0].equals(self)) return;
        Session.Effects effects = new Session.Effects();
        effects.queueMoved = words[1].contains("q");
        effects.workAdded = words[1].contains("w");
        effects.deliveryAdded = words[1].contains("d");
        effects.requests.addAll(Arrays.asList(words).subList(2, words.length));
        if (effects.requests.contains(ANY)) signals.everything();
        else signals.after(effects);
    }

    private void send(Connection connection) throws SQLException, InterruptedException {
        try (PreparedStatement notify = connection.prepareStatement("SELECT pg_notify('" + CHANNEL + "', ?)")) {
            while (!closed) {
                notify.setString(1, next());
                statements.increment();
                notify.execute();
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    /** What there is to tell, waiting for something. */
    private String next() throws InterruptedException {
        Session.Effects effects;
        lock.lock();
        try {
            while (!something) told.await();
            effects = pending;
            pending = new Session.Effects();
            something = false;
        } finally {
            lock.unlock();
        }
        StringBuilder notice = new StringBuilder(self).append(' ').append(effects.queueMoved ? "q" : "")
                .append(effects.workAdded ? "w" : "").append(effects.deliveryAdded ? "d" : "").append('-');
        for (String id : effects.requests) {
            if (notice.length() + id.length() > LONGEST) return notice.append(' ').append(ANY).toString();
            notice.append(' ').append(id);
        }
        return notice.toString();
    }

    /** Whoever reads from it is awake at once. */
    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // then its reader awakes within a second by itself
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.forEach(Thread::interrupt);
        for (Connection connection : open) abort(connection);
        try {
            for (Thread thread : threads) thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
