// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/**
 * One memory budget for a server and its workers: the part of the machine that a JVM of this program may fill, less what
 * the server itself needs, in equal shares. Without it each of them would take that part for itself.
 */
final class WorkerMemory {
    private static final double OF_THE_MACHINE = 0.7;
    private static final long SERVER = 1L << 30;
    private static final long SMALLEST = 256L << 20;

    private WorkerMemory() {}

    /** The JVM arguments of a server, for each of its workers: with a share of the heap instead of the whole. */
    static List<String> shared(List<String> arguments, int workers) {
        return shared(arguments, workers, machine());
    }

    static List<String> shared(List<String> arguments, int workers, long machine) {
        long share = share(workers, machine);
        return Stream.concat(arguments.stream().filter(argument -> !ofTheServerAlone(argument)),
                Stream.of("-Xmx" + (share >> 20) + "m")).toList();
    }

    /** Bytes of heap for one of so many workers. */
    static long share(int workers, long machine) {
        long budget = (long) (machine * OF_THE_MACHINE);
        long server = Math.min(SERVER, budget / 4);
        return Math.max(SMALLEST, (budget - server) / Math.max(1, workers));
    }

    /** Its heap, and that it ends without memory: a worker tells its server, which counts as the run's failure. */
    private static boolean ofTheServerAlone(String argument) {
        return argument.matches(
                "-Xm[sx].*|-XX:(Max|Min|Initial)RAM.*|-XX:(Max|Initial|Min)HeapSize.*|-XX:\\+ExitOnOutOfMemoryError");
    }

    private static long machine() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
