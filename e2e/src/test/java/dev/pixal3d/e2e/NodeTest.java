// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code pixal3d node} as a process: the real engine, real PostgreSQL, a server that runs nothing itself. */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "a process cannot be told to stop in order")
class NodeTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    @TempDir
    private Path directory;
    private final URI database = TestPostgres.shared().newDatabase();

    /** A node with one worker. */
    private NodeProcess node(String name, String... more) throws IOException {
        return new NodeProcess(directory.resolve(name), database, files(), more);
    }

    private URI files() { return DataFolder.files(directory.resolve("shared")); }

    private static HttpResponse<String> get(String url, String key) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(URI.create(url)).header("authorization", "Key " + key).build(),
                BodyHandlers.ofString());
    }

    @Test
    void aNodeThatIsStoppedLosesNoAttempt() throws Exception {
        ServerConfig d = ServerConfig.defaults(directory.resolve("gateway"));
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, d.work().timeLimit(), 100, List.of()))
                .with(new ServerConfig.Storage(database, files(), 0));
        try (Parallel parallel = new Parallel(1);
                PixalServer gateway = PixalServer.start(config, new Workers.InProcess(() -> {
                    throw new IllegalStateException("a gateway runs nothing");
                }, parallel));
                Store store = Stores.open(database)) {
            String key = gateway.firstKey().orElseThrow();
            String id = submit(gateway.url(), key);
            String before;
            try (NodeProcess node = node("a", "--drain", "0", "--metrics-port", "0")) {
                before = node.worker();
                String monitor = "http://127.0.0.1:" + node.said("pixal3d: metrics on port ");
                until(store, id, State.IN_PROGRESS);
                assertThat(get(monitor + "/health/ready", key).statusCode()).isEqualTo(200);
                // the store knows of the claim before the node does
                while (!get(monitor + "/metrics", key).body().contains("pixal3d_workers{state=\"running\"} 1")) {}
                assertThat(get(monitor + "/queue/fal-ai/pixal3d", key).statusCode())
                        .isEqualTo(404);
                node.stop();
                assertThat(node.lastWords()).contains("pixal3d: draining", id + " lost on");
            }
            assertThat(counted(id)).as("it waits again, and its attempt does not count").isEqualTo("IN_QUEUE 0");
            try (NodeProcess node = node("b", "--drain", "600")) {
                assertThat(node.worker()).isNotEqualTo(before);
                until(store, id, State.IN_PROGRESS);
                node.stop();
                assertThat(node.lastWords()).as("the log goes on while the node drains").contains(id + " ended on");
            }
            assertThat(counted(id)).as("it was finished while the node drained").isEqualTo("COMPLETED 1");
            String request = gateway.url() + "/queue/fal-ai/pixal3d/requests/" + id;
            JsonNode result = JSON.readTree(get(request, key).body());
            assertThat(get(result.at("/model_glb/url").asString(), key).body()).startsWith("glTF");
        }
    }

    private static String submit(String url, String key) throws IOException, InterruptedException {
        byte[] picture = Files.readAllBytes(Path.of("..", "examples", "robot.png"));
        Map<String, Object> input = Map.of("image_url",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(picture), "texture_size", 1024,
                "engine", "preview");
        HttpResponse<String> answer = CLIENT.send(HttpRequest.newBuilder(URI.create(url + "/queue/fal-ai/pixal3d"))
                .header("authorization", "Key " + key).POST(BodyPublishers.ofString(JSON.writeValueAsString(input)))
                .build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body()).path("request_id").asString();
    }

    private static void until(Store store, String id, State state) throws InterruptedException {
        try (Watch watch = store.requests().watch(id)) {
            while (store.requests().find(id).map(RequestView::state).orElseThrow() != state) {
                watch.await(Duration.ofSeconds(1));
            }
        }
    }

    /** A request's state and the attempts that count. */
    private String counted(String id) throws SQLException {
        try (Connection connection = TestPostgres.connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT state, attempt - forgiven FROM request WHERE id = '" + id + "'")) {
            rows.next();
            return rows.getString(1) + " " + rows.getInt(2);
        }
    }
}
