// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wall time by step, for reports. */
final class Stopwatch {
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long last = System.nanoTime();

    /** Ends a step. */
    void lap(String step) {
        long now = System.nanoTime();
        seconds.put(step, Math.round((now - last) / 1e6) / 1e3);
        last = now;
    }

    Map<String, Double> seconds() { return Collections.unmodifiableMap(seconds); }
}
