// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.core.DeviceMemory;
import java.util.Optional;

/**
 * Memory of a worker, in bytes.
 *
 * @param heap
 *            in use in its Java heap
 * @param most
 *            that its heap may take
 * @param device
 *            of the accelerator it computes on; empty without one
 */
public record WorkerMemory(long heap, long most, Optional<DeviceMemory> device) {
    /** Of this process. */
    static WorkerMemory of(JobRunner runner) {
        Runtime runtime = Runtime.getRuntime();
        return new WorkerMemory(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), runner.device());
    }
}
