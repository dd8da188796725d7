// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.geometry.Monitor;
import dev.pixal3d.geometry.Parallel;

/**
 * What a run needs beside its input: who listens, who may stop it, and the threads it may use (owned by the caller).
 */
public record RunContext(Progress progress, Cancellation cancellation, Parallel parallel) {
    /** A monitor for a kernel that maps its fractions to {@code [from, to]} of the whole run and checks cancellation. */
    public Monitor monitor(double from, double to) {
        return (step, fraction) -> {
            cancellation.check();
            progress.on(new Progress.Event.Step(step, 0, 0, from + (to - from) * Math.clamp(fraction, 0, 1)));
        };
    }
}
