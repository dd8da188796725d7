// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TargetTest {
    /** A client behind a proxy's settings names the whole address; a slash too many comes from a base address. */
    @ParameterizedTest
    @CsvSource({"/health,/health", "http://127.0.0.1:8000/health,/health", "HTTPS://models.example.org/health/,/health",
            "http://127.0.0.1:8000,/", "http://127.0.0.1:8000/,/", "//health,/health", "/http:/x,/http:/x"})
    void thePathIsTheSameHoweverItIsWritten(String given, String path) {
        Target target = Target.of("127.0.0.1:8000", "fal.example", given, "",
                new Addresses("http://127.0.0.1:8000", false, "http", "127.0.0.1:8000"));
        assertThat(target.path()).isEqualTo(path);
    }
}
