// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The greatest resident size of this process, as Linux counts it. */
final class ResidentMemory {
    private static final Path STATUS = Path.of("/proc/self/status"), RESET = Path.of("/proc/self/clear_refs");

    private ResidentMemory() {}

    /** Begins counting anew, where the system can. */
    static void reset() {
        if (!Files.isWritable(RESET)) return;
        try {
            Files.writeString(RESET, "5");
        } catch (IOException refused) {
            System.err.println("peak memory is counted from the start of the process: " + refused.getMessage());
        }
    }

    /** The peak since the last reset in MiB; empty on other systems. */
    static Optional<Double> peakMegabytes() {
        try {
            return Files.readAllLines(STATUS).stream().filter(l -> l.startsWith("VmHWM:"))
                    .map(l -> Long.parseLong(l.replaceAll("\\D", "")) / 1024.0).findFirst();
        } catch (IOException otherSystem) {
            return Optional.empty();
        }
    }
}
