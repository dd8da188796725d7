// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import io.helidon.common.buffers.DataReader;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Reads a connection ahead on a thread of its own. Helidon reads without a time limit and notices that a caller left
 * only when it writes; with the pump between, reads time out, and a caller that leaves is noticed while its answer is
 * still being made.
 */
final class ConnectionPump implements Supplier<byte[]>, AutoCloseable {
    private static final int AHEAD = 4;
    private static final Duration DRAIN = Duration.ofSeconds(2);
    private static final Duration LULL = Duration.ofMillis(100);
    private static final byte[] END = {};
    private static final Runnable NOTHING = () -> {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(AHEAD);
    private volatile Runnable onLeave = NOTHING;
    private final Duration silence;
    private final Thread thread;
    private volatile boolean left;
    private volatile boolean inBody;

    /**
     * @param silence
     *            longest wait for bytes
     */
    ConnectionPump(DataReader source, Duration silence) {
        this.silence = silence;
        this.thread = Thread.ofVirtual().name("pump").start(() -> pump(source));
    }

    private void pump(DataReader source) {
        try {
            while (true) {
                source.ensureAvailable();
                chunks.put(source.readBytes(source.available()));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException _) {
            // the end of the connection, in one of Helidon's several ways to say so
            left = true;
            onLeave.run();
            end();
        }
    }

    private void end() {
        try {
            chunks.put(END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next bytes; null at the end, which includes a silence between requests. */
    @Override
    @SuppressWarnings("NullAway") // Helidon's reader wants null at the end
    public byte[] get() {
        try {
            byte[] chunk = chunks.poll(silence.toNanos(), TimeUnit.NANOSECONDS);
            if (chunk == null && inBody)
                throw new UncheckedIOException(new SocketTimeoutException("silence in a body"));
            return chunk == null || chunk == END ? null : chunk;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /**
     * Throws away what still comes, for a moment: a socket closed with unread bytes resets the connection, and the
     * caller would lose the answer.
     */
    void drain() {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (System.nanoTime() < end) {
                byte[] chunk = chunks.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (chunk == null || chunk == END) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@link #drain} that ends as soon as nothing comes for a moment; for connections that the server closes itself. */
    void drainRest() {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            while (System.nanoTime() < end) {
                byte[] chunk = chunks.poll(LULL.toNanos(), TimeUnit.NANOSECONDS);
                if (chunk == null || chunk == END) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a body is being read: silence is an error then, not an end. */
    void inBody(boolean now) { inBody = now; }

    /** Runs something when the caller leaves, at once if it has; until {@link #forget}. */
    void onLeave(Runnable action) {
        onLeave = action;
        if (left) action.run();
    }

    void forget() { onLeave = NOTHING; }

    @Override
    public void close() { thread.interrupt(); }
}
