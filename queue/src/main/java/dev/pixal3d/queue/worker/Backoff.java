// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.worker;

import java.time.Duration;

/** How long to wait before the next try: after each that failed twice as long, up to the longest. */
record Backoff(Duration pause, Duration longest) {
    /** After a further try that failed. */
    Backoff next() {
        Duration twice = pause.multipliedBy(2);
        return new Backoff(twice.compareTo(longest) < 0 ? twice : longest, longest);
    }
}
