// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

/** The program's exit codes; scripts rely on them. */
public final class ExitCode {
    public static final int OK = 0;
    /** Something went wrong that is the program's fault. */
    public static final int INTERNAL = 1;
    /** Wrong options. */
    public static final int USAGE = 2;
    /** An input file cannot be used. */
    public static final int INPUT = 3;
    /** Not enough memory. */
    public static final int MEMORY = 4;
    /** The chosen engine's weights are not there or cannot be used. */
    public static final int MODEL_MISSING = 5;
    /** The disk, or a quota on it, has no room for the result. */
    public static final int DISK_FULL = 6;
    /** Stopped by Ctrl-C. */
    public static final int CANCELLED = 130;

    private ExitCode() {}
}
