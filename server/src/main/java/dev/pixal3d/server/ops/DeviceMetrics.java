// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.queue.worker.WorkerMemory;
import dev.pixal3d.queue.worker.WorkerStatus;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What monitors learn of the memory that workers and their devices fill. */
public final class DeviceMetrics {
    private DeviceMetrics() {}

    public static void register(Metrics metrics, Supplier<List<WorkerStatus>> workers) {
        metrics.gauge("pixal3d_worker_heap_bytes", "Java heap that a worker fills.", "worker",
                () -> of(workers.get(), WorkerStatus::memory, WorkerMemory::heap));
        metrics.gauge("pixal3d_device_memory_used_bytes", "Memory in use on a worker's device, by whomever.", "worker",
                () -> of(workers.get(), DeviceMetrics::device, DeviceMemory::used));
        metrics.gauge("pixal3d_device_memory_bytes", "Memory of a worker's device.", "worker",
                () -> of(workers.get(), DeviceMetrics::device, DeviceMemory::total));
    }

    private static Optional<DeviceMemory> device(WorkerStatus worker) {
        return worker.memory().flatMap(WorkerMemory::device);
    }

    /** Workers without such a thing have no line. */
    private static <T> List<Metrics.Labelled> of(List<WorkerStatus> workers,
            Function<WorkerStatus, Optional<T>> part, ToLongFunction<T> value) {
        return workers.stream().flatMap(worker -> part.apply(worker)
                .map(found -> new Metrics.Labelled(place(worker.name()), value.applyAsLong(found))).stream()).toList();
    }

    /** The last part of a name: what stays when the process is started again. */
    private static String place(String name) {
        return name.substring(name.lastIndexOf('/') + 1);
    }
}
