// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

/**
 * What a check of the machine found.
 *
 * @param remedy
 *            what to do; empty where nothing has to be done
 */
record Diagnosis(Level level, String subject, String detail, String remedy) {
    /** How it is. */
    enum Level {
        OK,
        /** Something works less well, or not everything works. */
        WARNING,
        /** Something that was asked for cannot work. */
        FAILED
    }

    static Diagnosis ok(String subject, String detail) { return new Diagnosis(Level.OK, subject, detail, ""); }

    static Diagnosis warning(String subject, String detail, String remedy) {
        return new Diagnosis(Level.WARNING, subject, detail, remedy);
    }

    static Diagnosis failed(String subject, String detail, String remedy) {
        return new Diagnosis(Level.FAILED, subject, detail, remedy);
    }

    /** The same, where it only matters to some. */
    Diagnosis asWarning() { return warning(subject, detail, remedy); }

    /**
     * From a problem's text: one sentence says what is wrong, with figures in parentheses; all after it is the remedy,
     * however many sentences that takes.
     */
    static Diagnosis failed(String subject, String problem) {
        int depth = 0;
        for (int i = 0; i + 1 < problem.length(); i++) {
            char c = problem.charAt(i);
            if (c == '(') depth++;
            if (c == ')') depth--;
            if (c == '.' && depth <= 0 && Character.isWhitespace(problem.charAt(i + 1))) {
                return failed(subject, problem.substring(0, i), problem.substring(i + 1).strip());
            }
        }
        return failed(subject, problem, "");
    }
}
