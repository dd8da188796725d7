// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;

/** A standing interest in one request, whatever its place in the queue. For one thread at a time. */
public interface Watch extends AutoCloseable {
    /**
     * Waits until the request may have changed since the last call (or since the watch was opened), at most
     * {@code timeout}. Nothing is missed between two calls; waking without a change is possible.
     *
     * @return false when the time was up
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    boolean await(Duration timeout) throws InterruptedException;

    @Override
    void close();
}
