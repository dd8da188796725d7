// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.nio.file.Path;
import java.time.Duration;

/** How long a supervisor waits for what goes wrong. */
record Patience(Duration silenceLimit, Duration grace, Duration firstDelay, Duration longestDelay) {
    /** That of the product. */
    static final Patience NORMAL = of(WorkerOptions.of("any", 1, Path.of("any")));

    private static Patience of(WorkerOptions options) {
        return new Patience(options.silenceLimit(), options.grace(), options.firstDelay(), options.longestDelay());
    }

    Patience silence(Duration limit) { return new Patience(limit, grace, firstDelay, longestDelay); }

    Patience grace(Duration duration) { return new Patience(silenceLimit, duration, firstDelay, longestDelay); }

    Patience restarting(Duration first, Duration longest) { return new Patience(silenceLimit, grace, first, longest); }

    WorkerOptions in(WorkerOptions o) {
        return new WorkerOptions(o.name(), o.workers(), o.scratch(), o.lease(), o.timeLimit(), o.startLimit(),
                silenceLimit, grace, o.runsPerProcess(), o.runningPerKey(), firstDelay, longestDelay);
    }
}
