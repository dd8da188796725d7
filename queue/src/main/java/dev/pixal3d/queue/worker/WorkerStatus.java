// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.util.Optional;

/**
 * A worker in a health report.
 *
 * @param name
 *            its name, which requests it runs are leased to
 * @param phase
 *            what it is doing
 * @param pid
 *            process number; 0 while there is no process
 * @param requestId
 *            what it runs
 * @param runs
 *            runs since this process started
 * @param restarts
 *            times it was started again after a failure
 * @param problem
 *            why it last failed; empty once it is ready again
 * @param memory
 *            as it last told; empty while there is no process
 */
public record WorkerStatus(String name, Phase phase, long pid, Optional<String> requestId, int runs, int restarts,
        Optional<String> problem, Optional<WorkerMemory> memory) {
    WorkerStatus with(Optional<WorkerMemory> told) {
        return new WorkerStatus(name, phase, pid, requestId, runs, restarts, problem, told);
    }

    /** What a worker is doing. */
    public enum Phase {
        STARTING,
        IDLE,
        RUNNING,
        /** Waiting to be started again after a failure. */
        WAITING,
        STOPPED
    }
}
