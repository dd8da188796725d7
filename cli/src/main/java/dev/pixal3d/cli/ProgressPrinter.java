// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.RunEvent;
import java.io.PrintStream;
import java.util.Locale;
import java.util.function.Consumer;

/** Shows a run on stderr: a bar that redraws itself on a terminal, else one plain line a stage. Thread-safe. */
final class ProgressPrinter implements Consumer<RunEvent> {
    private static final int BAR = 24;
    private static final long REDRAW_NANOS = 100_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final String subject;
    private String stage = "";
    private long drawnAt;
    private boolean barShown;

    /**
     * @param subject
     *            what is being worked on, shown in front
     */
    ProgressPrinter(PrintStream out, boolean terminal, String subject) {
        this.out = out;
        this.terminal = terminal;
        this.subject = subject;
    }

    @Override
    public synchronized void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Log log -> line(subject + ": "
                    + (log.level() == RunEvent.Level.INFO ? "" : log.level().name().toLowerCase(Locale.ROOT) + ": ")
                    + log.line());
            case RunEvent.Step step -> step(step);
        }
    }

    private void step(RunEvent.Step step) {
        boolean newStage = !step.stage().equals(stage);
        stage = step.stage();
        if (!terminal) {
            if (newStage) out.printf(Locale.ROOT, "%s: %3.0f %% %s%n", subject, 100 * step.fraction(), stage);
            return;
        }
        long now = System.nanoTime();
        if (!newStage && now - drawnAt < REDRAW_NANOS) return;
        drawnAt = now;
        int full = (int) Math.round(BAR * step.fraction());
        String steps = step.steps() > 0 ? " " + step.step() + "/" + step.steps() : "";
        out.printf(Locale.ROOT, "\r\u001b[K%s [%s%s] %3.0f %% %s%s", subject, "#".repeat(full), ".".repeat(BAR - full),
                100 * step.fraction(), stage, steps);
        out.flush();
        barShown = true;
    }

    /** Removes the bar, so that other output starts on a clean line. */
    synchronized void clear() {
        if (!barShown) return;
        out.print("\r\u001b[K");
        out.flush();
        barShown = false;
    }

    private void line(String text) {
        clear();
        out.println(text);
    }
}
