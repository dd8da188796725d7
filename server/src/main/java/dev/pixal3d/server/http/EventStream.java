// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.queue.Feed;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * A {@code text/event-stream} answer: every event is one line of JSON, flushed at once, never compressed. Writing to a
 * caller that has gone throws a runtime exception.
 */
public final class EventStream implements AutoCloseable {
    private final OutputStream out;
    private final Duration ping;
    private long written = System.nanoTime();

    /**
     * @param ping
     *            longest silence
     */
    public EventStream(Exchange x, Duration ping) {
        this.ping = ping;
        x.set("cache-control", "no-cache");
        x.set("x-accel-buffering", "no");
        out = x.stream(200, "text/event-stream");
    }

    public void comment(String text) { write(": " + text + "\n\n"); }

    public void event(Object json) { write("data: " + Json.text(json) + "\n\n"); }

    /**
     * Waits for news. A feed wakes for changes that are no news to this caller too, so the silence between comments is
     * counted from the last byte and not from the last wake.
     */
    public void await(Feed feed) throws InterruptedException {
        while (true) {
            Duration quiet = ping.minusNanos(System.nanoTime() - written);
            if (!quiet.isPositive()) comment("ping");
            else if (feed.await(quiet)) return;
        }
    }

    private void write(String text) {
        try {
            out.write(Exchange.utf8(text));
            out.flush();
            written = System.nanoTime();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends the answer; all clients wait for this. */
    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
