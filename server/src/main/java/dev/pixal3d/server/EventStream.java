// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * A {@code text/event-stream} answer: every event is one line of JSON, flushed at once, never compressed. Writing to a
 * caller that has gone throws a runtime exception.
 */
final class EventStream implements AutoCloseable {
    private final OutputStream out;

    EventStream(Exchange x) {
        x.set("cache-control", "no-cache");
        x.set("x-accel-buffering", "no");
        out = x.stream(200, "text/event-stream");
    }

    void comment(String text) { write(": " + text + "\n\n"); }

    void event(Object json) { write("data: " + Json.text(json) + "\n\n"); }

    private void write(String text) {
        try {
            out.write(Exchange.utf8(text));
            out.flush();
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
