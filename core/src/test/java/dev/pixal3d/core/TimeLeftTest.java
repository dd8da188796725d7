// SPDX-License-Identifier: MIT
package dev.pixal3d.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What is told falls within a stage, is right when the run is steady, and ends with the run. */
class TimeLeftTest {
    @Test
    void aSteadyRunIsToldAsItIs() {
        TimeLeft left = new TimeLeft(100);
        assertThat(left.at(100.1, "a", 0.01)).isEmpty();
        for (int second = 1; second < 50; second++) {
            assertThat(left.at(100 + second, second < 20 ? "a" : "b", second / 50.0).orElseThrow())
                    .isCloseTo(50 - second, Offset.offset(1e-9));
        }
        assertThat(left.at(150, "b", 1).orElseThrow()).isZero();
    }

    @Test
    void itNeverRisesWithinAStageAndEndsWithTheRun() {
        Random random = new Random(3);
        for (int run = 0; run < 200; run++) {
            TimeLeft left = new TimeLeft(0);
            double now = 0, last = Double.NaN;
            String before = "";
            for (double done = 0.02; done < 1; done += random.nextDouble() * 0.05) {
                String stage = "stage " + (int) (4 * done);
                double passed = random.nextDouble() * (1 + (int) (4 * done) % 2 * 9);
                now += passed;
                double told = left.at(now, stage, done).orElseThrow();
                assertThat(told).isNotNegative();
                if (stage.equals(before)) assertThat(told).isLessThanOrEqualTo(last);
                last = told;
                before = stage;
            }
            assertThat(left.at(now + 1, before, 1).orElseThrow()).isZero();
        }
    }

    @Test
    void aStageThatTakesLongerThanForetoldSlowsTheFall() {
        TimeLeft left = new TimeLeft(0);
        double first = left.at(5, "fast", 0.5).orElseThrow();
        double second = left.at(10, "slow", 0.51).orElseThrow();
        assertThat(second).as("a new stage may raise it").isGreaterThan(first);
        double third = left.at(20, "slow", 0.52).orElseThrow();
        assertThat(third).isLessThan(second).isGreaterThan(second - 10);
    }
}
