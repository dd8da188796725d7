// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.RunEvent;
import dev.pixal3d.core.TimeLeft;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Shows runs on stderr: a bar that redraws itself on a terminal, else one plain line a stage, with the time that is
 * left for all of them. A percentage never falls. Thread-safe.
 */
final class ProgressPrinter {
    private static final int BAR = 24;
    private static final long REDRAW_NANOS = 100_000_000L;
    /** Before that nobody knows how long it takes. */
    private static final double FIRST_GUESS_SECONDS = 2;
    private static final double FIRST_GUESS = 0.03;

    private final Console console;
    private final StatusLine bar;
    private final LongSupplier nanos;
    private final int runs;
    private final long begun;
    private final TimeLeft timeLeft;
    private int run;
    private String subject = "";
    private String stage = "";
    private double fraction;
    private long drawnAt;

    /**
     * @param runs
     *            how many there will be
     */
    ProgressPrinter(Console console, int runs) { this(console, runs, System::nanoTime); }

    ProgressPrinter(Console console, int runs, LongSupplier nanos) {
        this.console = console;
        this.bar = new StatusLine(console);
        this.runs = runs;
        this.nanos = nanos;
        this.begun = nanos.getAsLong();
        this.timeLeft = new TimeLeft(begun / 1e9);
    }

    /**
     * The next run begins.
     *
     * @param name
     *            what is being worked on, shown in front
     * @return who listens to it
     */
    synchronized Consumer<RunEvent> next(String name) {
        clear();
        run++;
        subject = runs > 1 ? name + " (" + run + " of " + runs + ")" : name;
        stage = "";
        fraction = 0;
        return this::accept;
    }

    /** The run's name and number, as the lines begin. */
    synchronized String subject() { return subject; }

    private synchronized void accept(RunEvent event) {
        switch (event) {
            case RunEvent.Log log -> {
                clear();
                if (log.level() == RunEvent.Level.INFO) console.say(subject + ": " + log.line());
                else console.warn(subject + ": " + log.level().name().toLowerCase(Locale.ROOT) + ": " + log.line());
            }
            case RunEvent.Step step -> step(step);
        }
    }

    private void step(RunEvent.Step step) {
        boolean newStage = !step.stage().equals(stage);
        stage = step.stage();
        fraction = Math.max(fraction, step.fraction());
        int percent = (int) (100 * fraction);
        if (!console.redraws()) {
            if (newStage) console.say("%s: %d %% %s%s".formatted(subject, percent, stage, left(nanos.getAsLong())));
            return;
        }
        long now = nanos.getAsLong();
        if (!newStage && now - drawnAt < REDRAW_NANOS) return;
        drawnAt = now;
        int full = (int) (BAR * fraction);
        String steps = step.steps() > 0 ? " " + step.step() + "/" + step.steps() : "";
        bar.draw(String.format(Locale.ROOT, "%s [%s%s] %d %% %s%s%s", subject, "#".repeat(full),
                ".".repeat(BAR - full), percent, stage, steps, left(now)));
    }

    /** The time that all runs together still need, if they go on as they did. */
    private String left(long now) {
        double seconds = (now - begun) / 1e9;
        double done = (run - 1 + fraction) / runs;
        if (seconds < FIRST_GUESS_SECONDS || done < FIRST_GUESS || done >= 1) return "";
        OptionalDouble left = timeLeft.at(now / 1e9, subject + stage, done);
        return left.isPresent() ? ", " + duration((long) Math.ceil(left.getAsDouble())) + " left" : "";
    }

    /** A time in at most two units. */
    static String duration(long seconds) {
        return seconds >= 3600
                ? seconds / 3600 + " h " + seconds / 60 % 60 + " min"
                : seconds >= 60 ? seconds / 60 + " min " + seconds % 60 + " s" : seconds + " s";
    }

    /** Removes the bar, so that other output starts on a clean line. */
    synchronized void clear() { bar.clear(); }
}
