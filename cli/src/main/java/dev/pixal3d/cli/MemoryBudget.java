// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * One budget for the heaps of a server and its workers. The server's own heap is settled when its JVM starts; what it
 * leaves of the budget is shared equally by the workers, none of which could otherwise know of the others.
 *
 * @param machine
 *            bytes of the machine, or of the container's limit
 * @param server
 *            bytes of the server's heap
 * @param worker
 *            bytes of each worker's heap
 * @param workers
 *            how many, 0 or more
 */
record MemoryBudget(long machine, long server, long worker, int workers) {
    /** The rest is for the JVMs' own needs, the networks' libraries and the system's file cache. */
    private static final double OF_THE_MACHINE = 0.7;
    /** Less runs no model. */
    private static final long SMALLEST = 256L << 20;

    /**
     * For this process as the server.
     *
     * @param total
     *            bytes of all heaps together, when the user says so
     * @param worker
     *            bytes of each worker's heap, when the user says so
     */
    static MemoryBudget of(int workers, OptionalLong total, OptionalLong worker) {
        return of(workers, total, worker, Runtime.getRuntime().maxMemory(),
                ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    }

    static MemoryBudget of(int workers, OptionalLong total, OptionalLong worker, long server, long machine) {
        long left = total.orElse((long) (machine * OF_THE_MACHINE)) - server;
        return new MemoryBudget(machine, server,
                worker.orElse(Math.max(SMALLEST, left / Math.max(1, workers))), workers);
    }

    /** The JVM arguments of the server, for a worker: its own heap, and the end of the process when that is full. */
    List<String> workerArguments(List<String> arguments) {
        return Stream.concat(arguments.stream().filter(argument -> !ofTheServerAlone(argument)),
                Stream.of("-Xmx" + (worker >> 20) + "m", "-XX:+ExitOnOutOfMemoryError")).toList();
    }

    private static boolean ofTheServerAlone(String argument) {
        return argument.matches("-Xm[sx].*|-XX:(Max|Min|Initial)RAM.*|-XX:(Max|Initial|Min)HeapSize.*"
                + "|-XX:\\+ExitOnOutOfMemoryError|-agentlib:.*");
    }

    /** One line for people; says when it is more than there is. */
    @Override
    public String toString() {
        long together = server + workers * worker;
        String theirs = workers == 0
                ? ""
                : " and %d MiB for %s".formatted(worker >> 20,
                        workers == 1 ? "its worker" : "each of its %d workers".formatted(workers));
        return "memory: %d MiB of heap for this process%s, of %d MiB%s".formatted(server >> 20, theirs, machine >> 20,
                together <= machine
                        ? ""
                        : ". That is more than there is: start fewer workers or lower --worker-memory");
    }
}
