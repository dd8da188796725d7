// SPDX-License-Identifier: MIT
/**
 * Durable requests, leases, workers.
 *
 * <p>
 * {@link dev.pixal3d.queue.Store} remembers everything; {@link dev.pixal3d.queue.SqliteStore} is the embedded one. The
 * HTTP side calls submit, find, cancel and watch. A {@link dev.pixal3d.queue.WorkerSupervisor} claims requests for its
 * workers and ends them; worker processes never see the store, they get a {@link dev.pixal3d.queue.Job} in a directory
 * and leave a {@link dev.pixal3d.queue.JobOutcome} there, while progress, log lines and cancellation go over pipes.
 * {@link dev.pixal3d.queue.Upkeep} ends what missed its deadline or lost its process.
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
