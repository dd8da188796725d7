// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one request, for somebody who is told of it. All feeds of a process share one look at the store a
 * tick, so that thousands cost it no more than one. For one thread at a time.
 */
public interface Feed extends AutoCloseable {
    /**
     * Waits until there is something that {@link #next} did not give yet, at most {@code timeout}. The request as it
     * was when the feed was opened is known to its holder and no news.
     *
     * @return false when the time was up
     * @throws InterruptedException
     *             when the thread is interrupted
     */
    boolean await(Duration timeout) throws InterruptedException;

    /** What was seen last, with the log lines since the last call; nothing is left out between two calls. */
    Sighting next();

    @Override
    void close();

    /**
     * A request as it was at one moment.
     *
     * @param request
     *            empty when it is no longer known
     * @param lines
     *            log lines that are new, oldest first; all that the request has when it has ended
     */
    record Sighting(Optional<RequestView> request, List<LogLine> lines) {
        public Sighting { lines = List.copyOf(lines); }
    }
}
