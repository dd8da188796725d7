// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How worker processes are started; each must call {@link WorkerLoop#serve}.
 *
 * @param command
 *            program and arguments of every worker; {@link WorkerSupervisor#TMP} in them becomes a folder for the
 *            worker's temporary files, which is emptied before the next worker of its place starts: what a killed one
 *            left, such as unpacked libraries, does not pile up
 * @param own
 *            further arguments of single workers, in the order of their places and then from the beginning again;
 *            empty: all are alike
 */
public record WorkerProgram(List<String> command, List<List<String>> own) {
    public WorkerProgram {
        command = List.copyOf(command);
        own = own.stream().map(List::copyOf).toList();
    }

    /** The same for all workers. */
    public static WorkerProgram of(List<String> command) {
        return new WorkerProgram(command, List.of());
    }

    /** The command of the worker at a place, from 0. */
    List<String> line(int place, Path temporary) {
        List<String> line = new ArrayList<>(command);
        if (!own.isEmpty()) line.addAll(own.get(place % own.size()));
        line.replaceAll(part -> part.replace(WorkerSupervisor.TMP, temporary.toString()));
        return line;
    }
}
