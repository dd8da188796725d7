// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bytes of bodies that may be in memory at the same time, of all requests together. What does not fit is refused, to be
 * sent again: waiting for room with half a body in hand could make all wait for each other. Thread-safe.
 */
public final class BodyBudget {
    private final AtomicLong free;

    /**
     * @param bytes
     *            of all bodies together
     */
    public BodyBudget(long bytes) { this.free = new AtomicLong(bytes); }

    /** A share that grows with one request's body, and goes back when the request is answered. */
    final class Share implements AutoCloseable {
        private long taken;

        /** Takes more, or refuses. */
        void take(long bytes) {
            if (free.addAndGet(-bytes) < 0) {
                free.addAndGet(bytes);
                throw Failure.flat(503, "server_overloaded",
                        "Too many large bodies at the same time. Send it again soon.").header("retry-after", "2");
            }
            taken += bytes;
        }

        @Override
        public void close() {
            free.addAndGet(taken);
            taken = 0;
        }
    }
}
