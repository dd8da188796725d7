// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import ai.fal.client.ClientConfig;
import ai.fal.client.CredentialsResolver;
import ai.fal.client.FalClient;
import ai.fal.client.Output;
import ai.fal.client.queue.QueueResultOptions;
import ai.fal.client.queue.QueueSubmitOptions;
import ai.fal.client.queue.QueueSubscribeOptions;
import com.google.gson.JsonObject;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.queue.postgres.TestPostgres;
import dev.pixal3d.s3.S3Proxy;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * Clients that talk to two gateways about requests that run on a node: submitted and followed at the first, read and
 * fetched at the second. The three share a PostgreSQL and an object store and nothing else. The clients of fal are
 * unmodified; its Python client needs fal's own host names, so that Python is spoken as the playground shows it.
 */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the tests' PostgreSQL is for Linux")
class AcrossMachinesTest {
    private static final String ENDPOINT = "fal-ai/pixal3d";

    @TempDir
    private static Path directory;
    private static final URI DATABASE = TestPostgres.shared().newDatabase();
    private static final Parallel PARALLEL = new Parallel(1);
    private static S3Proxy objects;
    private static PixalServer first;
    private static PixalServer second;
    private static NodeProcess node;
    private static String key = "";
    private static Path picture = Path.of("");

    @BeforeAll
    static void start() throws IOException {
        objects = S3Proxy.start(directory.resolve("objects"));
        objects.bucket("models");
        first = gateway("first");
        second = gateway("second");
        key = first.firstKey().orElseThrow();
        picture = SlimPicture.write(directory.resolve("bar.png"));
        node = new NodeProcess(directory.resolve("node"), DATABASE, files());
    }

    @AfterAll
    static void stop() throws InterruptedException {
        node.close();
        second.close();
        first.close();
        objects.close();
        PARALLEL.close();
    }

    private static URI files() { return objects.url("models/of-three"); }

    private static PixalServer gateway(String name) throws IOException {
        ServerConfig d = ServerConfig.defaults(directory.resolve(name));
        return PixalServer.start(d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Work(0, d.work().timeLimit(), 100, List.of()))
                .with(new ServerConfig.Storage(DATABASE, files(), 0)), new Workers.InProcess(() -> {
                    throw new IllegalStateException("a gateway runs nothing");
                }, PARALLEL));
    }

    /** A request ran on the node, and its model came through the second gateway. */
    private static void checkRun(String id, byte[] model) throws SQLException {
        assertThat(model).startsWith("glTF".getBytes(StandardCharsets.US_ASCII));
        try (Connection connection = TestPostgres.connect(DATABASE);
                PreparedStatement query = connection.prepareStatement(
                        "SELECT ending, finished_by, bytes FROM request JOIN file ON request_id = request.id "
                                + "AND content_type = 'model/gltf-binary' WHERE request.id = ?")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString("ending")).isEqualTo("SUCCEEDED");
                assertThat(rows.getString("finished_by")).startsWith(node.worker());
                assertThat(rows.getLong("bytes")).isEqualTo(model.length);
            }
        }
        assertThat(directory.resolve("first/files")).doesNotExist();
        assertThat(directory.resolve("second/files")).doesNotExist();
    }

    @Test
    void falsJavaScriptClient() throws Exception {
        Path model = directory.resolve("javascript.glb");
        String id = NodeScript.run("across.mjs",
                List.of(first.url(), second.url(), key, picture.toString(), model.toString())).strip();
        checkRun(id, Files.readAllBytes(model));
    }

    @Test
    void falsJavaClient() throws Exception {
        Map<String, Object> input = Map.of("image_url",
                "data:image/png;base64," + Base64.getEncoder().encodeToString(Files.readAllBytes(picture)),
                "texture_size", 1024, "decimation_target", 20_000);
        FalClient there = client(first);
        String id = there.queue().submit(ENDPOINT, QueueSubmitOptions.builder().input(input).build()).getRequestId();
        there.queue().subscribeToStatus(ENDPOINT, QueueSubscribeOptions.builder().requestId(id).build());
        Output<JsonObject> output = client(second).queue().result(ENDPOINT, QueueResultOptions.withRequestId(id));
        String url = output.getData().getAsJsonObject("model_glb").get("url").getAsString();
        assertThat(url).startsWith(second.url());
        try (InputStream model = URI.create(url).toURL().openStream()) {
            checkRun(id, model.readAllBytes());
        }
    }

    private static FalClient client(PixalServer server) {
        return FalClient.withConfig(ClientConfig.builder().withCredentials(CredentialsResolver.fromApiKey(key))
                .withProxyUrl(server.url() + "/api/fal/proxy").build());
    }

    @Test
    void python() throws Exception {
        Path model = directory.resolve("python.glb");
        String id = Program.run(new ProcessBuilder("python3", "src/test/python/across.py", first.url(), second.url(),
                key, picture.toString(), model.toString()), 120).strip();
        checkRun(id, Files.readAllBytes(model));
    }
}
