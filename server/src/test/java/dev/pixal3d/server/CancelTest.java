// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CancelTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void aQueuedRequestNeverRuns() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String running = server.submit();
        gate.awaitEntered();
        String waiting = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", 777)).id();
        Reply cancelled = server.call("PUT", server.at(waiting, "/cancel"));
        assertThat(cancelled.status()).isEqualTo(200);
        assertThat(cancelled.json()).containsEntry("status", "OK").containsEntry("success", true);
        gate.open();
        server.completed(running);
        assertThat(server.completed(waiting).json()).containsEntry("error_type", "client_cancelled");
        assertThat(server.engine.seeds()).doesNotContain(777L);
        Reply result = server.get(server.at(waiting, ""));
        assertThat(result.status()).isEqualTo(499);
        assertThat(result.header("x-fal-error-type")).isEqualTo("client_cancelled");
        assertThat(result.json()).containsEntry("error_type", "client_cancelled").containsKeys("detail", "message");
    }

    @Test
    void aRunningRequestIsStopped() throws InterruptedException {
        FakeEngine.Gate gate = server.engine.gate();
        String id = server.submit();
        gate.awaitEntered();
        Reply cancelled = server.call("PUT", server.at(id, "/cancel"), "{}");
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.json()).containsEntry("status", "CANCELLATION_REQUESTED");
        assertThat(server.completed(id).json()).containsEntry("error_type", "client_cancelled");
        assertThat(server.get(server.at(id, "")).status()).isEqualTo(499);
    }

    @Test
    void aCompletedOrUnknownRequestCannotBeCancelled() {
        String id = server.submit();
        server.completed(id);
        Reply done = server.call("PUT", server.at(id, "/cancel"));
        assertThat(done.status()).isEqualTo(400);
        assertThat(done.json()).containsEntry("status", "ALREADY_COMPLETED").containsEntry("success", false)
                .containsKeys("detail", "message");
        Reply unknown = server.call("PUT", server.at(UUID.randomUUID().toString(), "/cancel"));
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.json()).containsEntry("status", "NOT_FOUND").containsEntry("success", false);
    }

    @Test
    void aChunkedBodyIsIgnored() {
        String id = server.submit();
        server.completed(id);
        HttpRequest chunked = HttpRequest
                .newBuilder(server.request("PUT", server.at(id, "/cancel"), null), (_, _) -> true)
                .PUT(HttpRequest.BodyPublishers
                        .ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[]{'{', '}'})))
                .build();
        assertThat(server.send(chunked).json()).containsEntry("status", "ALREADY_COMPLETED");
    }

    @Test
    void postMeansTheSameAndOthersAreNotAllowed() {
        String id = server.submit();
        server.completed(id);
        assertThat(server.call("POST", server.at(id, "/cancel")).status()).isEqualTo(400);
        Reply refused = server.call("DELETE", server.at(id, "/cancel"));
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("allow")).isEqualTo("PUT, POST");
    }
}
