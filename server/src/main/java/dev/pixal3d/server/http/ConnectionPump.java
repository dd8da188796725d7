// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import io.helidon.common.buffers.DataReader;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What stands between a connection and Helidon, which reads without time limits, knows no HTTP/1.0, holds each chunk of
 * a body whole, and notices that a caller left only when it writes. A thread of its own reads a piece ahead, so that
 * reads end at a deadline and a caller that leaves is noticed while its answer is still being made; a request's head
 * comes whole or not at all, within one time limit; chunks are cut small.
 */
public final class ConnectionPump implements Supplier<byte[]>, AutoCloseable {
    static final Duration DRAIN = Duration.ofSeconds(2);
    /** From a request's first byte to the end of its headers. */
    private static final Duration HEAD_TIME = Duration.ofSeconds(20);
    private static final byte[] END = {};
    private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    /** What the connection is doing. */
    enum Phase {
        HEAD,
        ANSWER
    }

    private final BlockingQueue<byte[]> ahead = new ArrayBlockingQueue<>(1);
    private final Wire wire;
    private final int headBytes;
    private final Duration silence;
    private final Thread thread;
    private volatile Runnable onLeave = ConnectionPump::nothing;
    private volatile boolean left;
    private volatile Phase phase = Phase.HEAD;
    private volatile long phaseSince = System.nanoTime();
    private byte[] rest = END;
    private ChunkReader chunks = new ChunkReader();
    private boolean chunked;
    private long bodyLeft;
    private boolean old;
    private boolean handling;
    private boolean clean;
    private long bodyEnd;
    /** Helidon goes on asking after the end, e.g. when it closes the body of a caller who has left. */
    private boolean ended;

    /** The connection below. */
    interface Wire {
        DataReader in();

        /** Host and port that the caller has reached. */
        String authority();

        /** Sends bytes besides the answers. */
        void send(byte[] bytes);

        /** Closes the socket, whatever its threads wait for. */
        void cut();
    }

    /**
     * @param headBytes
     *            longest head
     * @param silence
     *            longest wait for a request, and for any byte of one
     */
    ConnectionPump(Wire wire, int headBytes, Duration silence) {
        this.wire = wire;
        this.headBytes = headBytes;
        this.silence = silence;
        this.thread = Thread.ofVirtual().name("pump").start(this::pump);
    }

    private void pump() {
        DataReader source = wire.in();
        try {
            while (true) {
                source.ensureAvailable();
                ahead.put(source.readBytes(source.available()));
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
            ahead.put(END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The next bytes for the parser; null at the end, which includes a silence between requests. */
    @Override
    @SuppressWarnings("NullAway") // Helidon's reader wants null at the end
    public byte[] get() {
        try {
            return phase == Phase.HEAD ? head() : body();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private byte @Nullable [] head() throws InterruptedException {
        RequestHead head = new RequestHead(headBytes);
        long end = System.nanoTime() + silence.toNanos();
        while (!head.whole()) {
            boolean empty = head.isEmpty();
            byte[] piece = next(end - System.nanoTime());
            if (piece == null) {
                if (!empty) wire.send(HttpServer.tooSlow());
                return null;
            }
            if (isEnd(piece)) return empty ? null : head.forParser(wire.authority());
            int used = head.read(piece);
            rest = Arrays.copyOfRange(piece, used, piece.length);
            if (empty && !head.isEmpty()) { end = Math.min(end, System.nanoTime() + HEAD_TIME.toNanos()); }
        }
        old = head.old();
        chunked = head.chunked();
        bodyLeft = head.length();
        chunks = new ChunkReader();
        enter(Phase.ANSWER);
        return head.forParser(wire.authority());
    }

    private byte @Nullable [] body() throws InterruptedException {
        while (true) {
            long left = bodyEnd == 0 ? silence.toNanos() : Math.min(silence.toNanos(), bodyEnd - System.nanoTime());
            byte[] piece = next(left);
            if (piece == null) throw new UncheckedIOException(new SocketTimeoutException("the body came too slowly"));
            if (isEnd(piece)) return null;
            if (!chunked) return upToBodyEnd(piece);
            if (chunks.broken() || chunks.done()) return piece;
            byte[] cut = cut(piece);
            if (cut.length > 0) return cut;
        }
    }

    /** What belongs to the body; the rest is the beginning of the next request. */
    private byte[] upToBodyEnd(byte[] piece) {
        if (bodyLeft <= 0 || piece.length <= bodyLeft) {
            bodyLeft -= piece.length;
            return piece;
        }
        rest = Arrays.copyOfRange(piece, (int) bodyLeft, piece.length);
        byte[] last = Arrays.copyOf(piece, (int) bodyLeft);
        bodyLeft = 0;
        return last;
    }

    /** The same body in chunks that are not longer than what has come, since Helidon holds each of them whole. */
    private byte[] cut(byte[] piece) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(piece.length + 32);
        int used = chunks.read(piece, 0, piece.length, (bytes, offset, length) -> {
            out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write(bytes, offset, length);
            out.write('\r');
            out.write('\n');
        });
        if (chunks.broken()) out.writeBytes("!\r\n".getBytes(StandardCharsets.US_ASCII));
        if (chunks.done()) out.writeBytes(LAST_CHUNK);
        rest = Arrays.copyOfRange(piece, used, piece.length);
        return out.toByteArray();
    }

    private static void nothing() {}

    /** Told by identity: an empty piece may also come from the network. */
    @SuppressWarnings("ReferenceEquality")
    private static boolean isEnd(byte @Nullable [] piece) { return piece == END; }

    /** The next bytes, {@link #END} at the end and ever after, or null when nothing came in time. */
    private byte @Nullable [] next(long nanos) throws InterruptedException {
        if (rest.length > 0) {
            byte[] piece = rest;
            rest = END;
            return piece;
        }
        if (ended) return END;
        byte[] piece = ahead.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        ended = isEnd(piece);
        return piece;
    }

    private void enter(Phase next) {
        phase = next;
        phaseSince = System.nanoTime();
    }

    /** A handler has begun with the request that was read. */
    public void handling(boolean now) { handling = now; }

    boolean handling() { return handling; }

    /** The answer is sent and the body read: what comes now is another request. */
    public void requestDone() {
        bodyEnd = 0;
        enter(Phase.HEAD);
    }

    /** The last answer is sent and its request read to the end: nothing is left that would have to be thrown away. */
    public void lastDone() {
        clean = true;
    }

    /** When a body that is being read must have come, by {@link System#nanoTime}; 0 for no limit of its own. */
    void bodyUntil(long end) {
        bodyEnd = end;
    }

    /** Whether the request is of HTTP/1.0: one answer, without chunks, then the end. */
    boolean old() { return old; }

    Phase phase() { return phase; }

    /** Since when the connection has been waiting for a request, or for its answer. */
    long phaseSince() {
        return phaseSince;
    }

    /**
     * Throws away what still comes, for a moment: a socket closed with unread bytes resets the connection, and the
     * caller would lose the answer.
     *
     * @param lull
     *            silence that counts as the end
     */
    void drain(Duration lull) {
        if (clean) return;
        long end = System.nanoTime() + DRAIN.toNanos();
        try {
            for (long left = DRAIN.toNanos(); left > 0; left = end - System.nanoTime()) {
                byte[] piece = next(Math.min(left, lull.toNanos()));
                if (piece == null || isEnd(piece)) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Runs something when the caller leaves, at once if it has; until {@link #forget}. */
    public void onLeave(Runnable action) {
        onLeave = action;
        if (left) action.run();
    }

    public void forget() { onLeave = ConnectionPump::nothing; }

    /** Ends the connection at once. */
    void cut() { wire.cut(); }

    @Override
    public void close() { thread.interrupt(); }
}
