// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookPaceTest {
    private static final long SECOND = 1_000_000_000;

    private static int within(List<Long> times, long from, long to) {
        return (int) times.stream().filter(t -> t >= from && t < to).count();
    }

    /** The clock's zero is anywhere, its end too. */
    @ParameterizedTest
    @ValueSource(longs = {0, -3 * SECOND, Long.MAX_VALUE - SECOND / 20})
    void fiveLooksFollowEachOtherAtOnceAndAgainAfterAQuietHalfSecond(long begin) {
        LookPace pace = new LookPace(begin);
        for (int burst = 0; burst < 3; burst++) {
            long now = begin + burst * SECOND;
            for (int look = 1; look < LookPace.LOOKS_AT_ONCE; look++) {
                assertThat(pace.pauseAfterLook(now + look)).isEqualTo(LookPace.SHORTEST_PAUSE_NANOS);
            }
            assertThat(pace.pauseAfterLook(now + 5)).isBetween(LookPace.TICK_NANOS - 10, LookPace.TICK_NANOS);
        }
    }

    @Test
    void afterThatThereAreTenASecond() {
        LookPace pace = new LookPace(0);
        List<Long> times = new ArrayList<>();
        for (long now = 0; now < 20 * SECOND; now += pace.pauseAfterLook(now)) times.add(now);
        assertThat(within(times, 0, SECOND)).isLessThanOrEqualTo(15);
        for (int second = 1; second < 20; second++) {
            assertThat(within(times, second * SECOND, (second + 1) * SECOND)).isBetween(9, 11);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverHappensTenSecondsSeeNoMoreThanAHundredLooksAndTheFive(long seed) {
        Random random = new Random(seed);
        LookPace pace = new LookPace(0);
        List<Long> times = new ArrayList<>();
        for (long now = 0; now < 100 * SECOND; now += pace.pauseAfterLook(now)) {
            if (random.nextInt(10) == 0) now += random.nextLong(2 * SECOND);
            times.add(now);
        }
        for (long from = 0; from < 100 * SECOND; from += SECOND / 3) {
            assertThat(within(times, from, from + 10 * SECOND)).isLessThanOrEqualTo(105);
        }
    }
}
