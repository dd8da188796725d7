// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatusStreamTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static List<Map<String, Object>> events(String text) {
        return text.lines().filter(line -> line.startsWith("data:")).map(line -> Json.object(line.substring(5)))
                .toList();
    }

    private static List<Object> messages(List<Map<String, Object>> events) {
        List<Object> messages = new ArrayList<>();
        for (Map<String, Object> event : events) {
            if (!(event.get("logs") instanceof List<?> lines)) continue;
            for (Object line : lines) if (line instanceof Map<?, ?> map) messages.add(map.get("message"));
        }
        return messages;
    }

    @Test
    void tellsEveryStateAndEveryLogLineOnceAndCloses() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        String first = server.submit();
        gate.awaitEntered();
        String id = server.submit();
        HttpResponse<Stream<String>> response = server.client().send(
                server.request("GET", server.at(id, "/status/stream?logs=1"), null, "accept-encoding", "gzip"),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(response.headers().firstValue("content-encoding")).isEmpty();
        assertThat(response.headers().firstValue("x-fal-request-id")).contains(id);
        assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
        gate.open();
        List<String> lines = response.body().toList();
        List<Map<String, Object>> events = events(String.join("\n", lines));
        assertThat(events.getFirst()).containsEntry("status", "IN_QUEUE").containsEntry("queue_position", 0);
        assertThat(events.getLast()).containsEntry("status", "COMPLETED").containsKey("metrics");
        assertThat(events).filteredOn(event -> "COMPLETED".equals(event.get("status"))).hasSize(1);
        assertThat(messages(events)).contains("stage 1, 33 %", "stage 2, 66 %", "stage 3, 100 %")
                .doesNotHaveDuplicates();
        server.completed(first);
    }

    @Test
    void afterCompletionOneEventWithAllLogs() {
        String id = server.submit();
        server.completed(id);
        List<Map<String, Object>> events = events(server.get(server.at(id, "/status/stream?logs=1")).text());
        assertThat(events).hasSize(1);
        assertThat(messages(events)).hasSize(7);
        assertThat(events(server.get(server.at(id, "/status/stream")).text()).getFirst()).containsEntry("logs", null);
    }

    @Test
    void staysAStreamWhateverIsAccepted() {
        String id = server.submit();
        Reply reply = server.get(server.at(id, "/status/stream?logs=1"), "accept", "application/json");
        assertThat(reply.header("content-type")).startsWith("text/event-stream");
    }

    @Test
    void commentsKeepASilentStreamAlive() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        gate.awaitEntered();
        try (InputStream in = server.client().send(server.request("GET", server.at(id, "/status/stream"), null),
                HttpResponse.BodyHandlers.ofInputStream()).body()) {
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            int pings = 0;
            for (String line = reader.readLine(); pings < 2 && line != null; line = reader.readLine()) {
                if (line.startsWith(": ping")) pings++;
            }
            assertThat(pings).isEqualTo(2);
        }
        gate.open();
        server.completed(id);
    }

    @Test
    void aCallerThatLeavesDoesNotStopTheRequest() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        gate.awaitEntered();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(("GET " + server.at(id, "/status/stream") + " HTTP/1.1\r\nHost: x\r\n"
                    + "Authorization: Key " + server.key() + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        gate.open();
        assertThat(server.completed(id).json()).doesNotContainKey("error");
    }

    @Test
    void unknownRequestsAreNotFoundExceptForOkHttp() {
        String path = server.at(UUID.randomUUID().toString(), "/status/stream");
        Reply plain = server.get(path);
        assertThat(plain.status()).isEqualTo(404);
        assertThat(plain.json()).containsEntry("status", "NOT_FOUND");
        Reply okhttp = server.get(path, "user-agent", "okhttp/4.12.0");
        assertThat(okhttp.status()).isEqualTo(200);
        assertThat(okhttp.header("content-type")).startsWith("text/event-stream");
        assertThat(okhttp.text()).isEmpty();
    }

    @Test
    void aTemporaryTokenInTheQueryIsEnough() {
        String id = server.submit();
        String token = server
                .call("POST", "/rest/tokens/", Map.of("allowed_apps", List.of("pixal3d"), "token_expiration", 120))
                .text().replace("\"", "");
        String path = server.at(id, "/status/stream?logs=1&fal_jwt_token=");
        assertThat(events(server.get(path + token, "authorization", "").text()).getLast()).containsEntry("status",
                "COMPLETED");
        assertThat(server.get(path + token + "x", "authorization", "").status()).isEqualTo(401);
        assertThat(server.get(path.replace("&fal_jwt_token=", ""), "authorization", "").status()).isEqualTo(401);
        String other = server.call("POST", "/rest/tokens/", Map.of("allowed_apps", List.of("other"))).text()
                .replace("\"", "");
        assertThat(server.get(path + other, "authorization", "").status()).isEqualTo(401);
    }

    @Test
    void changesOfOtherRequestsDoNotReplaceTheComments() throws Exception {
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        gate.awaitEntered();
        try (InputStream in = server.client().send(server.request("GET", server.at(id, "/status/stream"), null),
                HttpResponse.BodyHandlers.ofInputStream()).body()) {
            AtomicBoolean enough = new AtomicBoolean();
            Thread others = Thread.ofVirtual().start(() -> {
                while (!enough.get()) server.call("PUT", server.at(server.submit(), "/cancel"));
            });
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = reader.readLine(); !line.startsWith(": ping"); line = reader.readLine()) {}
            enough.set(true);
            others.join();
        }
        gate.open();
        server.completed(id);
    }
}
