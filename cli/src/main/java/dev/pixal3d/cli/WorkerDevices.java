// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Which device each worker of a server computes on.
 *
 * @param devices
 *            by the names of the device setting, one for each worker and then from the beginning again; empty: all
 *            workers use what the device setting says
 */
record WorkerDevices(List<String> devices) {
    private static final String ALL = "all";
    private static final String DEVICE = "cpu|mps|cuda(:\\d{1,3})?";

    /**
     * Reads {@code --devices}.
     *
     * @param text
     *            devices with commas between them, {@code all}, or nothing
     * @param accelerators
     *            those of this machine; asked for {@code all} only, because that loads libtorch
     */
    static WorkerDevices parse(String text, Supplier<List<String>> accelerators) {
        if (text.isBlank()) return new WorkerDevices(List.of());
        if (text.strip().equals(ALL)) {
            List<String> found = accelerators.get();
            if (!found.isEmpty()) return new WorkerDevices(found);
            throw Problem.usage("--devices: no GPU is there (got all). Run pixal3d doctor, or leave the option out.")
                    .exception();
        }
        List<String> devices = Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        for (String device : devices) {
            if (!device.matches(DEVICE)) {
                throw Problem.usage("--devices: unknown (got \"" + device
                        + "\", allowed cpu, cuda, cuda:N, mps with commas between them, or all). Correct the option.")
                        .exception();
            }
        }
        return new WorkerDevices(devices.stream().map(d -> d.equals("cuda") ? "cuda:0" : d).toList());
    }

    /** Workers where nobody says how many: one on each device. */
    int workers() { return Math.max(1, devices.size()); }

    /**
     * Further arguments of each of so many workers: its device, and how many of them share it, so that each plans with
     * its part of the memory.
     */
    List<List<String>> arguments(int workers) {
        if (devices.isEmpty()) {
            return workers > 1 ? List.of(List.of("--device-workers", String.valueOf(workers))) : List.of();
        }
        List<String> all = IntStream.range(0, workers)
                .mapToObj(i -> devices.get(i % devices.size())).toList();
        return all.stream().map(d -> List.of("--device", d, "--device-workers",
                String.valueOf(Collections.frequency(all, d)))).toList();
    }
}
