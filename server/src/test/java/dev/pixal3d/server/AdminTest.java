// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What administrators do to a server with a worker: pause, resume, requeue, drain. */
class AdminTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static Reply order(String path) { return server.call("POST", "/v1/" + path); }

    @ParameterizedTest
    @ValueSource(strings = {"queue/pause", "queue/resume", "queue/requests/x/requeue", "drain"})
    void onlyAdministratorsMay(String path) {
        assertThat(server.call("POST", "/v1/" + path, "", "authorization", "Key " + server.newKey()).status())
                .isEqualTo(403);
        assertThat(server.get("/v1/" + path).status()).isEqualTo(405);
    }

    @Test
    void aPauseKeepsWhatComesAndAResumeStartsIt() throws InterruptedException {
        assertThat(order("queue/pause").json()).containsEntry("paused", true);
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        assertThat(server.get("/health").object("queue")).containsEntry("paused", true).containsEntry("waiting", 1);
        assertThat(server.get("/health/ready").status()).as("submissions are welcome").isEqualTo(200);
        assertThat(server.get("/v1/state").object("queue")).containsEntry("paused", true);
        assertThat(server.get("/metrics").text()).contains("pixal3d_queue_paused 1.0");
        assertThat(server.get(server.at(id, "/status")).string("status")).isEqualTo("IN_QUEUE");
        assertThat(order("queue/resume").json()).containsEntry("paused", false);
        gate.awaitEntered();
        gate.open();
        assertThat(server.completed(id).string("status")).isEqualTo("COMPLETED");
        assertThat(order("queue/requests/" + id + "/requeue").status()).as("it has a result").isEqualTo(409);
    }

    @Test
    void aCancelledRequestRunsAgainUnderItsId() throws InterruptedException {
        order("queue/pause");
        String id = server.submit();
        server.call("PUT", server.at(id, "/cancel"));
        assertThat(order("queue/requests/" + id + "/requeue").json()).containsEntry("request_id", id)
                .containsEntry("status", "IN_QUEUE").containsEntry("queue_position", 0);
        order("queue/resume");
        assertThat(server.completed(id).json()).doesNotContainKey("error");
        assertThat(server.get(server.at(id, "")).json()).containsKey("model_glb");
        assertThat(order("queue/requests/none/requeue").status()).isEqualTo(404);
    }

    @Test
    void aStreamTellsTheLinesThatARequestGotWhileItWaited() throws Exception {
        order("queue/pause");
        String id = server.submit();
        server.call("PUT", server.at(id, "/cancel"));
        order("queue/requests/" + id + "/requeue");
        HttpResponse<Stream<String>> response = server.client().send(
                server.request("GET", server.at(id, "/status/stream?logs=1"), null),
                HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = response.body()) {
            List<String> events = new ArrayList<>();
            lines.filter(line -> line.startsWith("data:")).forEach(event -> {
                if (events.isEmpty()) order("queue/resume");
                events.add(event);
            });
            assertThat(events.getFirst()).contains("IN_QUEUE");
            assertThat(String.join("", events)).containsOnlyOnce("Put back into the queue by an administrator");
        }
    }

    @Test
    void aDrainedServerFinishesWhatRunsAndStartsNothing() throws Exception {
        try (TestServer other = TestServer.start()) {
            FakeEngine.Gate gate = other.engine.gate();
            String running = other.submit();
            gate.awaitEntered();
            assertThat(other.call("POST", "/v1/drain").json()).isEqualTo(Map.of("drain", "draining"));
            String waiting = other.submit();
            assertThat(other.get("/health/ready").status()).isEqualTo(503);
            assertThat(other.get("/health").object("checks")).containsEntry("workers", "draining");
            gate.open();
            assertThat(other.completed(running).json()).doesNotContainKey("error");
            TestServer.await(() -> other.get("/v1/state").string("drain").equals("drained"));
            assertThat(other.get(other.at(waiting, "/status")).json()).containsEntry("status", "IN_QUEUE");
            other.restart();
            assertThat(other.completed(waiting).json()).as("a new start takes it up").doesNotContainKey("error");
        }
    }
}
