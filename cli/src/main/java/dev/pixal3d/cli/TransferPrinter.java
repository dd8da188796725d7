// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.weights.Progress;
import java.time.Duration;
import java.util.Locale;

/** Shows how many bytes are there, how fast they come and how long it will take. Thread-safe. */
final class TransferPrinter implements Progress {
    private static final long REDRAW = Duration.ofMillis(500).toNanos();
    private static final long PLAIN_LINE = Duration.ofSeconds(30).toNanos();

    private final Console console;
    private final StatusLine status;
    private final String what;
    private final long begun = System.nanoTime();
    private long total;
    private boolean complete = true;
    private long done;
    private long fresh;
    private long drawn = System.nanoTime();

    /**
     * @param what
     *            is going on, in front of each line
     */
    TransferPrinter(Console console, String what) {
        this.console = console;
        this.status = new StatusLine(console);
        this.what = what;
    }

    @Override
    public synchronized void total(long bytes, boolean all) {
        total = bytes;
        complete = all;
    }

    @Override
    public synchronized void done(String file, long bytes) {
        done += bytes;
        // What an earlier pull left comes as one large piece; it says nothing about the speed.
        if (bytes <= 1 << 20) fresh += Math.max(0, bytes);
        long now = System.nanoTime();
        if (now - drawn < (console.redraws() ? REDRAW : PLAIN_LINE)) return;
        drawn = now;
        String line = line(file, now);
        if (console.redraws()) {
            status.draw(line);
        } else {
            console.say(line);
        }
    }

    private String line(String file, long now) {
        double rate = fresh / Math.max(1e-3, (now - begun) / 1e9);
        String left = total > done && rate > 0
                ? ", " + ProgressPrinter.duration((long) ((total - done) / rate))
                        + (complete ? " left" : " or more left")
                : "";
        return String.format(Locale.ROOT, "%s: %.2f of %s%.2f GB, %.1f MB/s%s (%s)", what, done / 1e9,
                complete ? "" : "about ", Math.max(done, total) / 1e9, rate / 1e6, left, file);
    }

    @Override
    public synchronized void note(String line) {
        clear();
        console.say(line);
    }

    /** Removes the line, so that other output starts on a clean one. */
    synchronized void clear() { status.clear(); }
}
