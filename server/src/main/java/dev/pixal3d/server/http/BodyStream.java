// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import io.helidon.common.socket.SocketWriterException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A request's body with its limits: not longer than allowed, and not slower than {@value #BYTES_PER_SECOND} bytes a
 * second after a time for free, so that nobody holds a connection by sending a byte now and then. Whatever goes wrong
 * with it is the caller's fault and comes out as the {@link Failure} that says so.
 */
final class BodyStream extends FilterInputStream {
    private static final long BYTES_PER_SECOND = 16 << 10;

    private final long limit;
    private final long free;
    private final long start = System.nanoTime();
    private final ConnectionPump connection;
    private long count;
    private boolean begun;
    private boolean ended;

    BodyStream(InputStream in, long limit, Duration free, ConnectionPump connection) {
        super(in);
        this.limit = limit;
        this.free = free.toNanos();
        this.connection = connection;
    }

    /** Whether the body was begun and not read to its end: what comes next on the connection is no request. */
    boolean broken() {
        return begun && !ended;
    }

    /** Whether the body was read to its end. */
    boolean ended() { return ended; }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        begun = true;
        connection.bodyUntil(start + free + count * 1_000_000_000L / BYTES_PER_SECOND);
        int n;
        try {
            n = super.read(into, offset, length);
        } catch (IOException | RuntimeException e) {
            throw told(e);
        } finally {
            connection.bodyUntil(0);
        }
        if (n > 0) count += n;
        else ended = true;
        if (count > limit) throw Exchange.tooLarge(limit);
        return n;
    }

    private static Failure told(Exception e) {
        Throwable cause = e instanceof UncheckedIOException io && io.getCause() != null ? io.getCause() : e;
        if (cause instanceof SocketTimeoutException) {
            return Failure.flat(408, "request_timeout", "The body came too slowly. Send it again.");
        }
        boolean gone = cause instanceof IOException || cause instanceof SocketWriterException;
        return Failure.badRequest(gone
                ? "The body broke off. Send it again."
                : "The body cannot be understood. Send as many bytes as announced, or correct chunks.");
    }

    /** Helidon's stream reads the rest when it is closed, which may never come. */
    @Override
    public void close() throws IOException { if (!broken()) super.close(); }
}
