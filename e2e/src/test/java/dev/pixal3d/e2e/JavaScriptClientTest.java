// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** fal's JavaScript client and server proxy, unmodified, against the server. What is checked is in the script. */
class JavaScriptClientTest {
    @ParameterizedTest
    @ValueSource(strings = {"proxy", "middleware", "server-proxy"})
    void everythingTheClientOffersWorks(String mode, @TempDir Path directory) throws Exception {
        try (LocalServer server = LocalServer.withSlowEngine(directory)) {
            String out = NodeScript.run("fal-client.mjs", List.of(server.url(), server.key(), mode));
            assertThat(JsonMapper.builder().build().readValue(out, String[].class)).contains("submit, status, result",
                    "several pictures of one object",
                    "subscribe, polling", "subscribe, streaming", "run and run by query", "stream", "cancel", "errors",
                    "upload of 1 MiB", "webhook with a signature that verifies");
        }
    }
}
