// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import java.io.PrintStream;

/**
 * Where the program prints: results to {@code out}, everything else to {@code err}.
 *
 * @param terminal
 *            whether err is a terminal that can redraw a line
 */
record Console(PrintStream out, PrintStream err, boolean terminal) {
    /** The process's own streams; the launcher says whether stderr is a terminal. */
    static Console ofProcess() {
        return new Console(System.out, System.err, Boolean.getBoolean("pixal3d.terminal"));
    }
}
