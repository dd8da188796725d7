// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.server.http.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final AtomicLong now = new AtomicLong();
    private final RateLimit limit = new RateLimit(6, now::get);
    private final Identity one = new Identity(Optional.of("k1"), false);

    @Test
    void aKeyHasItsMinuteAndGetsItBackSteadily() {
        for (int i = 0; i < 6; i++) limit.check(one);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> limit.check(one)).isInstanceOfSatisfying(Failure.class, failure -> {
                assertThat(failure.status()).isEqualTo(429);
                assertThat(failure.headers()).containsEntry("retry-after", "10");
            });
        }
        limit.check(Identity.ANONYMOUS);
        now.addAndGet(Duration.ofSeconds(10).toNanos());
        limit.check(one);
        assertThatThrownBy(() -> limit.check(one)).isInstanceOf(Failure.class);
        now.addAndGet(Duration.ofHours(1).toNanos());
        for (int i = 0; i < 6; i++) limit.check(one);
        assertThatThrownBy(() -> limit.check(one)).isInstanceOf(Failure.class);
    }
}
