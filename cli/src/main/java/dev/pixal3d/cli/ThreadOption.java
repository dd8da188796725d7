// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import picocli.CommandLine.Option;

/** How many threads a command computes with. */
final class ThreadOption {
    private static final int MOST = 1024;

    @Option(names = "--threads", paramLabel = "N", description = "Threads to compute with. Default: all cores.")
    private int threads = Runtime.getRuntime().availableProcessors();

    /**
     * The threads; the caller ends them.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when the number is not allowed
     */
    Parallel open() {
        OptionRange.check("--threads", threads, 1, MOST);
        return new Parallel(threads);
    }
}
