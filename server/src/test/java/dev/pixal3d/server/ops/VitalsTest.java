// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private static final Duration LOOK = Duration.ofMillis(5);

    private final BlockingQueue<String> deaths = new LinkedBlockingQueue<>();

    @Test
    void theFirstDeathIsToldOnce() throws InterruptedException {
        Thread dying = Thread.ofPlatform().start(() -> {});
        Thread living = Thread.ofVirtual().unstarted(() -> {});
        try (Vitals _ = new Vitals(List.of(new Vitals.Part("good", () -> !living.isAlive()),
                new Vitals.Part("bad", dying::isAlive)), LOOK, deaths::add)) {
            assertThat(deaths.poll(10, TimeUnit.SECONDS)).isEqualTo("bad");
            assertThat(deaths.poll(50, TimeUnit.MILLISECONDS)).isNull();
        }
    }

    @Test
    void aWatchThatFailsIsADeathToo() throws InterruptedException {
        try (Vitals _ = new Vitals(List.of(new Vitals.Part("odd", () -> {
            throw new OutOfMemoryError("not really");
        })), LOOK, deaths::add)) {
            assertThat(deaths.poll(10, TimeUnit.SECONDS)).contains("not really");
        }
    }
}
