// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

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
public record WorkerMemory(long heap, long most, Optional<Device> device) {
    /**
     * An accelerator's memory, all programs together.
     *
     * @param name
     *            e.g. {@code cuda:0}
     */
    public record Device(String name, long used, long total) {}

    /** Of this process. */
    static WorkerMemory of(JobRunner runner) {
        Runtime runtime = Runtime.getRuntime();
        return new WorkerMemory(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory(), runner.device());
    }
}
