// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.app.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes that die under a request. */
class WorkerCrashTest {
    @TempDir
    private static Path crashes;
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.startWith(new Workers.Processes(List.of(
                ProcessHandle.current().info().command().orElseThrow(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp",
                System.getProperty("java.class.path"), CrashWorker.class.getName(), crashes.toString())));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static String submit(int seed, String... headers) {
        return server.submit(Map.of("image_url", TestServer.PICTURE, "seed", seed), headers).id();
    }

    @Test
    void aCrashedRequestIsTriedAgainAndItsNeighboursDoNotNotice() {
        String crashing = submit(7);
        String after = submit(1);
        assertThat(server.completed(crashing).json()).doesNotContainKey("error");
        assertThat(server.completed(after).json()).doesNotContainKey("error");
        assertThat(server.get(server.at(crashing, "")).json()).containsEntry("seed", 7);
    }

    @Test
    void withoutRetriesACrashIsTheResult() {
        String id = submit(13, "x-fal-no-retry", "1");
        assertThat(server.completed(id).json()).containsEntry("error_type", "runner_disconnected");
        Reply result = server.get(server.at(id, ""));
        assertThat(result.status()).isEqualTo(503);
        assertThat(result.header("x-fal-error-type")).isEqualTo("runner_disconnected");
        assertThat(result.header("x-fal-request-id")).isEqualTo(id);
        assertThat(result.json()).containsEntry("error_type", "runner_disconnected").containsKeys("detail", "message");
        assertThat(result.text()).doesNotContain("nginx");
    }

    @Test
    void aRunIsNeverTriedAgain() {
        Reply reply = server.call("POST", "/run/fal-ai/pixal3d", Map.of("image_url", TestServer.PICTURE, "seed", 13));
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json()).containsEntry("error_type", "runner_disconnected");
    }
}
