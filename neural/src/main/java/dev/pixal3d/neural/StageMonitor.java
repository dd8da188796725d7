// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.engine.Cancellation;
import dev.pixal3d.engine.Progress;
import dev.pixal3d.engine.RunContext;

/**
 * Tells a run's listener how far the stages are and stops a cancelled run.
 *
 * @param end
 *            share of the whole run that is over when the last stage is
 */
record StageMonitor(Progress progress, Cancellation cancellation, double end) {
    static StageMonitor of(RunContext context, double end) {
        return new StageMonitor(context.progress(), context.cancellation(), end);
    }

    /** Hears nothing and never stops. */
    static StageMonitor silent() {
        return new StageMonitor(Progress.NONE, new Cancellation(), 1);
    }

    /** Step {@code step} of {@code steps} begins. */
    void step(Stage stage, int step, int steps) {
        cancellation.check();
        progress.on(new Progress.Event.Step(stage.word(), step, steps,
                end * stage.at(steps == 0 ? 0 : (double) step / steps)));
    }

    /** For networks to call between layers. */
    Runnable check() { return cancellation::check; }

    void warn(String line) { progress.on(new Progress.Event.Log(Progress.Level.WARN, line)); }
}
