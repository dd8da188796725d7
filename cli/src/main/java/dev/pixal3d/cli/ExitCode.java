// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

/** The program's exit codes; scripts rely on them. */
final class ExitCode {
    static final int OK = 0;
    /** Something went wrong that is the program's fault. */
    static final int INTERNAL = 1;
    /** Wrong options. */
    static final int USAGE = 2;
    /** An input file cannot be used. */
    static final int INPUT = 3;
    /** Not enough memory. */
    static final int MEMORY = 4;
    /** The chosen engine's weights are not there. */
    static final int MODEL_MISSING = 5;
    /** Stopped by Ctrl-C. */
    static final int CANCELLED = 130;

    private ExitCode() {}
}
