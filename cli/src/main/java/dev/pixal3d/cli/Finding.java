// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

/**
 * What a check of the machine found.
 *
 * @param remedy
 *            what to do; empty where nothing has to be done
 */
record Finding(Level level, String subject, String detail, String remedy) {
    /** How it is. */
    enum Level {
        OK,
        /** Something works less well, or not everything works. */
        WARNING,
        /** Something that was asked for cannot work. */
        FAILED
    }

    static Finding ok(String subject, String detail) { return new Finding(Level.OK, subject, detail, ""); }

    static Finding warning(String subject, String detail, String remedy) {
        return new Finding(Level.WARNING, subject, detail, remedy);
    }

    static Finding failed(String subject, String detail, String remedy) {
        return new Finding(Level.FAILED, subject, detail, remedy);
    }

    /** From a problem's text, which ends with its remedy as a sentence of its own. */
    static Finding failed(String subject, String problem) {
        int end = problem.lastIndexOf(". ", problem.length() - 2);
        return end < 0
                ? failed(subject, problem, "")
                : failed(subject, problem.substring(0, end), problem.substring(end + 2));
    }
}
