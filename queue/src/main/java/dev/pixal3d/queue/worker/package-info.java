// SPDX-License-Identifier: MIT
/**
 * Workers: {@link dev.pixal3d.queue.worker.WorkerSupervisor} claims requests from a
 * {@link dev.pixal3d.queue.RequestStore} and feeds them to processes that run
 * {@link dev.pixal3d.queue.worker.WorkerLoop}; out come outcomes and published results. Processes never see the store:
 * they get a {@link dev.pixal3d.queue.worker.Job} in a directory and leave a {@link dev.pixal3d.queue.Outcome} there;
 * progress, log lines and cancellation go over pipes ({@link dev.pixal3d.queue.worker.Wire}). Begin at the supervisor,
 * then {@code SupervisedRun}, one attempt from lease to ending.
 */
@NullMarked
package dev.pixal3d.queue.worker;

import org.jspecify.annotations.NullMarked;
