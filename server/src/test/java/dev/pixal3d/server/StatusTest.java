// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class StatusTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void queuedRunningAndCompletedHaveTheirFields() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        String waiting = server.submit();
        Reply queued = server.get(server.at(waiting, "/status?logs=0"));
        assertThat(queued.status()).isEqualTo(202);
        assertThat(queued.json()).containsEntry("status", "IN_QUEUE").containsEntry("queue_position", 0)
                .containsKeys("request_id", "response_url", "status_url", "cancel_url");
        Reply active = server.get(server.at(running, "/status"));
        assertThat(active.status()).isEqualTo(202);
        assertThat(active.json()).containsEntry("status", "IN_PROGRESS").containsEntry("logs", null)
                .doesNotContainKey("queue_position");
        gate.open();
        Reply done = server.completed(running);
        assertThat(done.status()).isEqualTo(200);
        assertThat(done.json()).containsEntry("status", "COMPLETED").doesNotContainKeys("error", "error_type");
        assertThat(done.object("metrics").get("inference_time")).isInstanceOf(Number.class);
        assertThat(server.get(server.at(running, "/status")).json()).containsEntry("logs", null);
        server.completed(waiting);
    }

    @Test
    void logLinesHaveAllFieldsThatAnyClientReads() {
        Reply done = server.completed(server.submit());
        assertThat(logs(done)).extracting(line -> line.get("message")).containsExactly("stage 1, 33 %", "stage 1",
                "stage 2, 66 %", "stage 2", "stage 3, 100 %", "stage 3", "thumbnail, 100 %");
        assertThat(logs(done)).allSatisfy(line -> {
            assertThat(line).containsEntry("level", "INFO").containsEntry("source", "USER").containsEntry("labels",
                    Map.of("level", "INFO", "source", "USER"));
            assertThat(String.valueOf(line.get("timestamp")))
                    .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z");
        });
    }

    @Test
    void everyFormOfTheLogsParameterIsUnderstood() {
        String id = server.submit();
        server.completed(id);
        for (String yes : List.of("true", "1", "True")) {
            assertThat(logs(server.get(server.at(id, "/status?logs=" + yes)))).hasSize(7);
        }
        for (String no : List.of("?logs=false", "?logs=0", "", "?other=1")) {
            assertThat(server.get(server.at(id, "/status" + no)).json()).containsEntry("logs", null);
        }
    }

    @Test
    void trailingSlashesAndSubPathsMeanTheSame() {
        String id = server.submit();
        Reply status = server.completed(id);
        for (String path : List.of(server.at(id, "/status/?logs=1"),
                "/queue/fal-ai/pixal3d/extra/requests/" + id + "/status?logs=1",
                "/queue/workflows/fal-ai/pixal3d/requests/" + id + "/status?logs=1")) {
            assertThat(server.get(path).json()).isEqualTo(status.json());
        }
        Reply result = server.get(server.at(id, ""));
        assertThat(server.get(server.at(id, "/")).json()).isEqualTo(result.json());
        assertThat(server.get(server.at(id, "/response")).json()).isEqualTo(result.json());
    }

    @Test
    void unknownAndForeignRequestsAreNotFound() {
        String id = server.submit();
        Reply unknown = server.get(server.at(UUID.randomUUID().toString(), "/status"));
        Reply foreign = server.get(server.at(id, "/status"), "authorization", "Key " + server.newKey());
        for (Reply reply : List.of(unknown, foreign)) {
            assertThat(reply.status()).isEqualTo(404);
            assertThat(reply.json()).containsEntry("status", "NOT_FOUND").containsKeys("detail", "message");
        }
        server.completed(id);
    }

    @Test
    void progressIsShownWhileRunning() throws InterruptedException {
        FakeEngine.Gate gate = new FakeEngine.Gate();
        server.engine.script((request, context) -> {
            context.at("decimate", 2, 5, 0.4);
            server.engine.script(FakeEngine.THREE_STAGES);
            gate.run(request, context);
        });
        String id = server.submit();
        gate.awaitEntered();
        TestServer.await(() -> server.get(server.at(id, "/status")).object("progress").containsKey("stage"));
        assertThat(server.get(server.at(id, "/status")).object("progress")).containsEntry("stage", "decimate")
                .containsEntry("step", 2).containsEntry("steps", 5).containsEntry("fraction", 0.4)
                .containsEntry("percent", 40);
        gate.open();
        server.completed(id);
    }

    @Test
    void manyPollersAreAllAnswered() {
        String id = server.submit();
        server.completed(id);
        List<Thread> pollers = new ArrayList<>();
        List<Integer> statuses = java.util.Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 10; i++) {
            pollers.add(Thread.ofVirtual().start(() -> {
                for (int k = 0; k < 20; k++) statuses.add(server.get(server.at(id, "/status?logs=true")).status());
            }));
        }
        for (Thread poller : pollers) TestServer.await(() -> !poller.isAlive());
        assertThat(statuses).hasSize(200).allMatch(status -> status == 200);
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    static List<Map<String, Object>> logs(Reply reply) { return (List<Map<String, Object>>) reply.at("logs"); }
}
