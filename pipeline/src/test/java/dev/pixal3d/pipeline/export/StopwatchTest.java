// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StopwatchTest {
    @Test
    void stepsKeepTheirOrderAndAddUpToNoMoreThanTheWhole() {
        long start = System.nanoTime();
        Stopwatch watch = new Stopwatch();
        for (String step : new String[]{"b", "a", "c"}) watch.lap(step);
        double whole = (System.nanoTime() - start) / 1e9;
        assertThat(watch.seconds().keySet()).containsExactly("b", "a", "c");
        assertThat(watch.seconds().values()).allMatch(s -> s >= 0);
        assertThat(watch.seconds().values().stream().mapToDouble(s -> s).sum()).isLessThanOrEqualTo(whole + 0.002);
    }
}
