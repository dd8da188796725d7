// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final String RUN = "/run" + TestServer.ENDPOINT;
    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE, "seed", 7);
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(c -> c.with(new ServerConfig.Limits(c.limits().jsonBytes(), c.limits().uploadBytes(),
                c.limits().headerBytes(), 1000, 1000, 1, c.limits().downloadBytes())));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void answersWithTheOutput() {
        Reply reply = server.call("POST", RUN, INPUT);
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("x-fal-request-id")).hasSize(36);
        assertThat(reply.json()).containsEntry("seed", 7);
        assertThat(String.valueOf(reply.object("model_glb").get("url"))).startsWith(server.url() + "/files/b/");
    }

    @Test
    void takesTheInputFromTheQueryToo() {
        Reply reply = server
                .get(RUN + "?image_url=" + java.net.URLEncoder.encode(TestServer.PICTURE, StandardCharsets.UTF_8)
                        + "&seed=1&remesh=false");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json()).containsEntry("seed", 1);
    }

    @Test
    void refusesInvalidInputAtOnce() {
        Reply reply = server.call("POST", RUN, Map.of());
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", "missing");
        assertThat(reply.header("x-fal-request-id")).hasSize(36);
    }

    @Test
    void answersEarlyToOkHttpAndEndsWithTheOutput() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        HttpResponse<InputStream> early = server.client().send(server.request("POST", RUN, Json.bytes(INPUT),
                "user-agent", "okhttp/4.12.0", "accept-encoding", "gzip"), HttpResponse.BodyHandlers.ofInputStream());
        assertThat(early.statusCode()).isEqualTo(200);
        assertThat(early.headers().firstValue("content-encoding")).isEmpty();
        try (InputStream body = early.body()) {
            assertThat(body.read()).isEqualTo(' ');
            gate.open();
            assertThat(Json.object(new String(body.readAllBytes(), StandardCharsets.UTF_8))).containsEntry("seed", 7)
                    .containsKey("model_glb");
        }
    }

    @Test
    void aFailureAfterAnEarlyAnswerBreaksTheConnection() throws Exception {
        FakeEngine.Gate gate = new FakeEngine.Gate();
        server.engine.script((request, context) -> {
            server.engine.script(FakeEngine.THREE_STAGES);
            gate.run(request, context);
            throw new IllegalStateException("late");
        });
        try (Socket socket = post(RUN, "okhttp/4.12.0")) {
            gate.awaitEntered();
            byte[] head = socket.getInputStream().readNBytes(15);
            gate.open();
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200 OK");
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).doesNotContain("\r\n0\r\n\r\n");
        }
    }

    private static Socket post(String path, String agent) throws IOException {
        byte[] body = Json.bytes(INPUT);
        Socket socket = new Socket("127.0.0.1", server.port());
        socket.setSoTimeout(60_000);
        socket.getOutputStream().write(("POST " + path + " HTTP/1.1\r\nHost: x\r\nUser-Agent: " + agent
                + "\r\nAuthorization: Key " + server.key() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(body);
        return socket;
    }

    @Test
    void aCallerThatLeavesCancelsTheRun() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        try (Socket _ = post(RUN, "test")) {
            gate.awaitEntered();
        }
        TestServer
                .await(() -> server.get("/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d&status=user_error")
                        .text().contains("\"status_code\":499"));
    }

    @Test
    void tooManyAtOnceAreAskedToRetry() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        CompletableFuture<Reply> first = CompletableFuture.supplyAsync(() -> server.call("POST", RUN, INPUT));
        gate.awaitEntered();
        Reply refused = server.call("POST", RUN, INPUT);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("x-fal-needs-retry")).isEqualTo("1");
        assertThat(refused.json()).containsEntry("error_type", "concurrent_requests_limit");
        gate.open();
        assertThat(first.get().status()).isEqualTo(200);
    }

    /** One run at a time is allowed: whoever calls again at once, on another connection, is within it. */
    @Test
    void whoHasItsAnswerMayCallAgainAtOnce() throws Exception {
        try (HttpClient one = HttpClient.newHttpClient(); HttpClient two = HttpClient.newHttpClient()) {
            for (int i = 0; i < 300; i++) {
                HttpResponse<String> refused = (i % 2 == 0 ? one : two).send(
                        server.request("POST", RUN, Json.bytes(Map.of())), HttpResponse.BodyHandlers.ofString());
                assertThat(refused.statusCode()).as("call %d", i).isEqualTo(422);
            }
        }
    }

    @Test
    void streamsProgressAndEndsWithTheOutput() {
        Reply reply = server.call("POST", RUN + "/stream", INPUT, "accept", "text/event-stream");
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
        List<Map<String, Object>> events = reply.text().lines().filter(line -> line.startsWith("data:"))
                .map(line -> Json.object(line.substring(5))).toList();
        assertThat(events.getLast()).containsEntry("seed", 7).containsKey("model_glb");
        assertThat(events.subList(0, events.size() - 1))
                .allSatisfy(event -> assertThat(event).containsKeys("stage", "progress"));
    }

    @Test
    void anInvalidStreamIsAPlainError() {
        Reply reply = server.call("POST", RUN + "/stream", Map.of());
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.header("content-type")).contains("application/json");
    }

    @Test
    void otherPathsAreNotFound() {
        assertThat(server.call("POST", "/run/fal-ai/other", INPUT).status()).isEqualTo(404);
        assertThat(server.call("POST", RUN + "/realtime", INPUT).status()).isEqualTo(404);
        assertThat(server.call("POST", RUN + "/requests/x", INPUT).status()).isEqualTo(404);
    }

    @Test
    void answersEarlyToEverybodyWhenARunTakesVeryLong() throws Exception {
        try (TestServer patient = TestServer.start(c -> c.with(new ServerConfig.Timing(c.timing().idle(),
                c.timing().body(), Duration.ofMillis(100), Duration.ofMillis(100), c.timing().earlyCommitOkHttp(),
                c.timing().drain(), c.timing().webhookAnswer(), c.timing().webhookRetries())))) {
            FakeEngine.Gate gate = patient.engine.gate();
            HttpResponse<InputStream> response = patient.client().send(
                    patient.request("POST", RUN, Json.bytes(INPUT), "user-agent", "@fal-ai/client/1.10.1"),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("x-fal-request-id").orElse("")).hasSize(36);
            assertThat(response.headers().firstValue("content-type").orElse("")).contains("application/json");
            try (InputStream body = response.body()) {
                assertThat(body.readNBytes(3)).as("blanks keep it alive").containsOnly(' ');
                gate.open();
                assertThat(Json.object(new String(body.readAllBytes(), StandardCharsets.UTF_8))).containsEntry("seed",
                        7);
            }
            assertThat(patient.engine.seeds()).containsExactly(7L);
        }
    }

    @Test
    void aRefusalFor503CanBeRepeatedAndRunsOnce() throws Exception {
        try (TestServer small = TestServer.start(c -> c.with(new ServerConfig.Limits(c.limits().jsonBytes(), 1000,
                c.limits().headerBytes(), 100, 1, 10, 1000)))) {
            FakeEngine.Gate gate = small.engine.gate();
            CompletableFuture<Reply> first = CompletableFuture.supplyAsync(() -> small.call("POST", RUN, INPUT));
            gate.awaitEntered();
            Reply refused = small.call("POST", RUN, Map.of("image_url", TestServer.PICTURE, "seed", 8));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("x-fal-request-id")).hasSize(36);
            gate.open();
            first.get();
            TestServer.await(
                    () -> small.call("POST", RUN, Map.of("image_url", TestServer.PICTURE, "seed", 8)).status() == 200);
            assertThat(small.engine.seeds()).containsExactly(7L, 8L);
        }
    }
}
