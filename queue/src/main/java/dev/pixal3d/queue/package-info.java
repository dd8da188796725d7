// SPDX-License-Identifier: MIT
/**
 * Durable requests, leases, workers.
 *
 * <p>
 * This package holds the contracts. {@link dev.pixal3d.queue.Store} remembers everything; package {@code sqlite} is
 * the embedded one, {@code postgres} the one that machines share, package {@code worker} the other side. The HTTP side
 * calls submit, find, cancel and watch; workers claim requests and end them. {@link dev.pixal3d.queue.Upkeep} ends what
 * missed its deadline or lost its process. Begin reading at {@link dev.pixal3d.queue.RequestStore}.
 *
 * <p>
 * A request ends exactly once because every ending is one guarded update: it must still be in progress, under the same
 * worker and the same attempt. A result is therefore published first and recorded second; what was published by an
 * attempt that lost its lease is garbage and not a second result. Attempts are at-least-once: a process that dies
 * between the end of a run and its record makes the run happen again.
 */
@NullMarked
package dev.pixal3d.queue;

import org.jspecify.annotations.NullMarked;
