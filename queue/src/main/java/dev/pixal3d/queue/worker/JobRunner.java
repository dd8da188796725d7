// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.queue.Fault;
import dev.pixal3d.queue.Outcome;
import java.util.Optional;

/** Runs jobs in a worker, one at a time. */
@FunctionalInterface
public interface JobRunner {
    /**
     * Runs one job. Errors that the request caused are returned as {@link Outcome.Rejected}. What it throws beside
     * {@link java.util.concurrent.CancellationException} ends the request as {@link Fault#RUNNER_SERVER_ERROR}; an
     * {@link Error} also ends the worker, and the request is tried again.
     */
    Outcome run(Job job, RunContext context) throws Exception;

    /** Memory of the accelerator that runs use; asked from another thread at any time. */
    default Optional<DeviceMemory> device() {
        return Optional.empty();
    }
}
