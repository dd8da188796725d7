// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A request's body with its limits: not longer than allowed, and not slower than {@value #BYTES_PER_SECOND} bytes a
 * second after a time for free, so that nobody holds a connection by sending a byte now and then.
 */
final class BodyStream extends FilterInputStream {
    private static final long BYTES_PER_SECOND = 16 << 10;

    private final long limit;
    private final long free;
    private final long start = System.nanoTime();
    private final ConnectionPump connection;
    private final AtomicBoolean reading;
    private long count;

    BodyStream(InputStream in, long limit, Duration free, ConnectionPump connection, AtomicBoolean reading) {
        super(in);
        this.limit = limit;
        this.free = free.toNanos();
        this.connection = connection;
        this.reading = reading;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        reading.set(true);
        connection.inBody(true);
        int n;
        try {
            n = super.read(into, offset, length);
        } finally {
            connection.inBody(false);
        }
        if (n > 0) count += n;
        else reading.set(false);
        if (count > limit) throw Exchange.tooLarge(limit);
        if (System.nanoTime() - start > free + count * 1_000_000_000L / BYTES_PER_SECOND) {
            throw Failure.flat(408, "request_timeout", "The body came too slowly. Send it again.");
        }
        return n;
    }

    /** Helidon's stream reads the rest when it is closed, which may never come. */
    @Override
    public void close() throws IOException { if (!reading.get()) super.close(); }
}
