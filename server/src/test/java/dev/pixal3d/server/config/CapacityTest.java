// SPDX-License-Identifier: MIT
package dev.pixal3d.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CapacityTest {
    private static final ServerConfig.Limits LIMITS = ServerConfig.defaults(Path.of("x")).limits();

    @ParameterizedTest
    @CsvSource({"1024,1024", "1024,1000000", "512,4096", "8192,256", "200,100000", "65536,1048576", "64,20"})
    void neverMoreThanTheMachineHas(long megabytes, long handles) {
        Capacity capacity = Capacity.of(LIMITS, megabytes << 20, handles);
        assertThat(capacity.connections()).isBetween(10, LIMITS.connections());
        assertThat((long) capacity.connections()).isLessThanOrEqualTo(Math.max(16, handles / 2));
        assertThat(capacity.requests()).isBetween(1, capacity.connections());
        assertThat((64L << 10) * capacity.connections() + 6 * capacity.bodyBytes()).isLessThan(megabytes << 20);
    }

    @Test
    void aLargeMachineGetsWhatIsConfigured() {
        Capacity capacity = Capacity.of(LIMITS, 64L << 30, 1 << 20);
        assertThat(capacity.connections()).isEqualTo(LIMITS.connections());
        assertThat(capacity.requests()).isEqualTo(LIMITS.requests());
    }
}
