// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import dev.pixal3d.queue.Outcome;

/** What a run gives back. A cancelled run throws {@link java.util.concurrent.CancellationException} instead. */
public sealed interface JobOutcome {
    /**
     * The run made what was asked.
     *
     * @param result
     *            JSON text; output files are named in it by their path relative to the job's directory, in a form the
     *            {@link Publisher} knows
     */
    record Done(String result) implements JobOutcome {}

    /** The run cannot succeed with this input; fields as in {@link Outcome.Rejected}. */
    record Refused(int status, String type, String body) implements JobOutcome {}
}
