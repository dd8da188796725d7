// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Instant;
import java.util.Optional;

/**
 * The queue in numbers.
 *
 * @param waiting
 *            requests in the queue
 * @param running
 *            requests in progress
 * @param oldestWaiting
 *            when the longest waiting one was accepted
 * @param paused
 *            whether no run starts, see {@link RequestStore#pause}
 */
public record QueueStats(int waiting, int running, Optional<Instant> oldestWaiting, boolean paused) {}
