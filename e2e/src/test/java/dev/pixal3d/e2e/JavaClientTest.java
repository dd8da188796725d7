// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.fal.client.ClientConfig;
import ai.fal.client.CredentialsResolver;
import ai.fal.client.FalClient;
import ai.fal.client.Output;
import ai.fal.client.RunOptions;
import ai.fal.client.SubscribeOptions;
import ai.fal.client.exception.FalException;
import ai.fal.client.queue.QueueResultOptions;
import ai.fal.client.queue.QueueStatus;
import ai.fal.client.queue.QueueStatusOptions;
import ai.fal.client.queue.QueueSubmitOptions;
import ai.fal.client.queue.QueueSubscribeOptions;
import ai.fal.client.type.RequestLog;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** fal's Java client, unmodified, through the proxy endpoint. */
@Timeout(60)
class JavaClientTest {
    private static final String ENDPOINT = "fal-ai/pixal3d";
    private static final byte[] PNG = Base64.getDecoder().decode(
            "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAFklEQVR4nGP4jwMw4JZgwI6oKkGqqwDxh3+B7VaOoQ"
                    + "AAAABJRU5ErkJggg==");
    @TempDir
    private static Path directory;
    private static LocalServer server;
    private static FalClient fal;

    @BeforeAll
    static void start() throws IOException {
        server = LocalServer.withSlowEngine(directory);
        fal = client(server.key());
    }

    @AfterAll
    static void stop() { server.close(); }

    private static FalClient client(String key) {
        return FalClient.withConfig(ClientConfig.builder().withCredentials(CredentialsResolver.fromApiKey(key))
                .withProxyUrl(server.url() + "/api/fal/proxy").build());
    }

    private static Map<String, Object> running(int milliseconds) {
        return Map.of("image_url", "data:image/png;base64," + Base64.getEncoder().encodeToString(PNG), "seed",
                100_000 + milliseconds);
    }

    @Test
    void severalPicturesOfOneObject() {
        Object picture = running(0).get("image_url");
        List<String> messages = new ArrayList<>();
        Output<JsonObject> output = fal.subscribe(ENDPOINT, SubscribeOptions.<JsonObject>builder()
                .input(Map.of("image_urls", List.of(picture, picture, picture), "seed", 100_300))
                .resultType(JsonObject.class).logs(true).onQueueUpdate(update -> {
                    if (update instanceof QueueStatus.InProgress progress && progress.getLogs() != null) {
                        for (RequestLog log : progress.getLogs()) messages.add(log.getMessage());
                    }
                }).build());
        assertThat(output.getData().get("seed").getAsInt()).isEqualTo(100_300);
        assertThat(messages).contains("pictures: 3");
    }

    @Test
    void subscribeTellsStatesAndLogs() {
        List<QueueStatus.StatusUpdate> updates = new ArrayList<>();
        Output<JsonObject> output = fal.subscribe(ENDPOINT, SubscribeOptions.<JsonObject>builder().input(running(600))
                .resultType(JsonObject.class).logs(true).onQueueUpdate(updates::add).build());
        assertThat(output.getRequestId()).hasSize(36);
        assertThat(output.getData().get("seed").getAsInt()).isEqualTo(100_600);
        assertThat(updates.getLast()).isInstanceOf(QueueStatus.Completed.class);
        List<RequestLog> logs = new ArrayList<>();
        for (QueueStatus.StatusUpdate update : updates) {
            if (update instanceof QueueStatus.InProgress progress && progress.getLogs() != null)
                logs.addAll(progress.getLogs());
        }
        assertThat(updates).hasAtLeastOneElementOfType(QueueStatus.InProgress.class);
        assertThat(logs).isNotEmpty().allSatisfy(log -> assertThat(log.getLevel()).isEqualTo(RequestLog.Level.INFO));
    }

    @Test
    void aSilentRunKeepsTheStreamOpen() {
        Output<JsonObject> output = fal.subscribe(ENDPOINT,
                SubscribeOptions.<JsonObject>builder().input(running(12_000))
                        .resultType(JsonObject.class).build());
        assertThat(output.getData().has("model_glb")).isTrue();
    }

    @Test
    void runOutlastsTheClientsTenSeconds() {
        Output<JsonObject> output = fal.run(ENDPOINT, RunOptions.withInput(running(12_000)));
        assertThat(output.getData().getAsJsonObject("model_glb").get("url").getAsString()).startsWith(server.url());
    }

    @Test
    void submitStatusAndResult() {
        QueueStatus.InQueue submitted = fal.queue().submit(ENDPOINT, QueueSubmitOptions.builder().input(running(0))
                .webhookUrl("https://hook.invalid/x?a=b&c=d").build());
        String id = submitted.getRequestId();
        assertThat(submitted.getStatusUrl()).startsWith(server.url() + "/queue/");
        fal.queue().subscribeToStatus(ENDPOINT, QueueSubscribeOptions.builder().requestId(id).build());
        QueueStatus.StatusUpdate status = fal.queue().status(ENDPOINT, QueueStatusOptions.withRequestId(id));
        assertThat(status).isInstanceOf(QueueStatus.Completed.class);
        Output<JsonObject> output = fal.queue().result(ENDPOINT, QueueResultOptions.withRequestId(id));
        assertThat(output.getRequestId()).isEqualTo(id);
    }

    @Test
    void errorsAreExceptionsAndNothingHangs() {
        assertThatThrownBy(() -> client("bad:key").run(ENDPOINT, RunOptions.withInput(running(0)))).isInstanceOf(
                FalException.class).hasMessageContaining("401");
        assertThatThrownBy(() -> fal.run(ENDPOINT, RunOptions.withInput(Map.of()))).isInstanceOf(FalException.class)
                .hasMessageContaining("422");
        assertThatThrownBy(() -> fal.queue().subscribeToStatus(ENDPOINT,
                QueueSubscribeOptions.builder().requestId("00000000-0000-4000-8000-000000000000").build()))
                .isInstanceOf(FalException.class);
    }
}
