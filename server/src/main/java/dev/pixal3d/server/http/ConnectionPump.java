// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import io.helidon.common.buffers.DataReader;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection ahead on a thread of its own. Helidon reads without a time limit and notices that a caller left
 * only when it writes; with the pump between, reads time out, and a caller that leaves is noticed while its answer is
 * still being made.
 */
public final class ConnectionPump implements Supplier<byte[]>, AutoCloseable {
    private static final int AHEAD = 4;
    public static final Duration DRAIN = Duration.ofSeconds(2);
    private static final byte[] END = {};
    private static final Runnable NOTHING = () -> {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(AHEAD);
    private volatile Runnable onLeave = NOTHING;
    private final Duration silence;
    private final Thread thread;
    private volatile boolean left;
    private volatile boolean inBody;
    /** Helidon goes on asking after the end, e.g. when it closes the body of a caller who has left. */
    private boolean ended;

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
            byte[] chunk = next(silence.toNanos());
            if (chunk == null && inBody)
                throw new UncheckedIOException(new SocketTimeoutException("silence in a body"));
            return chunk == END ? null : chunk;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** The next bytes, {@link #END} at the end and ever after, or null when nothing came. */
    private byte @Nullable [] next(long nanos) throws InterruptedException {
        if (ended) return END;
        byte[] chunk = chunks.poll(nanos, TimeUnit.NANOSECONDS);
        ended = chunk == END;
        return chunk;
    }

    /**
     * Throws away what still comes, for a moment: a socket closed with unread bytes resets the connection, and the
     * caller would lose the answer.
     *
     * @param lull
     *            silence that counts as the end
     */
    public void drain(Duration lull) {
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            for (long left = DRAIN.toNanos(); left > 0; left = end - System.nanoTime()) {
                byte[] chunk = next(Math.min(left, lull.toNanos()));
                if (chunk == null || chunk == END) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a body is being read: silence is an error then, not an end. */
    void inBody(boolean now) { inBody = now; }

    /** Runs something when the caller leaves, at once if it has; until {@link #forget}. */
    public void onLeave(Runnable action) {
        onLeave = action;
        if (left) action.run();
    }

    public void forget() { onLeave = NOTHING; }

    @Override
    public void close() { thread.interrupt(); }
}
