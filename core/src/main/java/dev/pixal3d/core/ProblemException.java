// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import java.util.List;
import java.util.stream.Collectors;

/** Carries {@link Problem}s, usually one, from where they are found to where the user is told. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public ProblemException(Problem problem) { this(List.of(problem)); }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.line(), cause);
        this.problems = List.of(problem);
    }

    /**
     * @param problems
     *            at least one
     */
    public ProblemException(List<Problem> problems) {
        super(problems.stream().map(Problem::line).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** At least one. */
    public List<Problem> problems() { return problems; }

    /** The first one, which decides status and exit code. */
    public Problem problem() { return problems.getFirst(); }
}
