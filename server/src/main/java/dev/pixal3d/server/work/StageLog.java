// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunEvent;
import java.util.function.Consumer;

/**
 * Stands between a run and the request's log: says in the log when a stage begins and how much is done, so that clients
 * which show nothing but log lines show progress; lets the share that is done never fall; hides this machine's paths.
 * Thread-safe, as a run reports from several threads.
 */
final class StageLog implements Consumer<RunEvent> {
    private final Consumer<RunEvent> next;
    private String stage = "";
    private double done;

    StageLog(Consumer<RunEvent> next) { this.next = next; }

    @Override
    public synchronized void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Log log -> next.accept(HiddenPaths.in(log));
            case RunEvent.Step step -> {
                done = Math.max(done, step.fraction());
                if (!step.stage().equals(stage)) {
                    stage = step.stage();
                    next.accept(
                            new RunEvent.Log(RunEvent.Level.INFO, "%s, %d %%".formatted(stage, (int) (100 * done))));
                }
                next.accept(new RunEvent.Step(step.stage(), step.step(), step.steps(), done));
            }
        }
    }
}
