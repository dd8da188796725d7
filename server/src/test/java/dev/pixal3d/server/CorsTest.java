// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CorsTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @Test
    void everyRouteAnswersAPreflightWithoutAKey() {
        for (String path : List.of("/queue/fal-ai/pixal3d", "/queue/fal-ai/pixal3d/requests/x/status",
                "/run/fal-ai/pixal3d",
                "/rest/storage/upload/initiate", "/up/x", "/files/b/x/y", "/cdn/files/upload", "/api/fal/proxy",
                "/v1/models")) {
            Reply reply = server.call("OPTIONS", path, "", "authorization", "", "origin", "https://app.example",
                    "access-control-request-method", "POST", "access-control-request-headers", "authorization,x-mine");
            assertThat(reply.status()).isEqualTo(204);
            assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(reply.header("access-control-allow-methods")).contains("POST", "PUT", "DELETE");
            assertThat(reply.header("access-control-allow-headers").toLowerCase(java.util.Locale.ROOT)).contains(
                    "authorization", "content-type", "x-fal-queue-priority", "x-fal-target-url", "x-mine");
            assertThat(Integer.parseInt(reply.header("access-control-max-age"))).isGreaterThanOrEqualTo(600);
        }
    }

    @Test
    void answersAndErrorsExposeTheRequestId() {
        String id = server.submit();
        server.completed(id);
        for (Reply reply : List.of(server.get(server.at(id, "")), server.get(server.at("x", "/status")),
                server.get(server.at(id, "/status"), "authorization", "Key bad:key"), server.get("/nowhere"))) {
            assertThat(reply.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(reply.header("access-control-expose-headers")).contains("x-fal-request-id", "etag");
            assertThat(reply.header("x-fal-request-id")).hasSize(36);
        }
    }

    @Test
    void uploadsAndDownloadsAreOpenToOtherOrigins() {
        Map<String, Object> ticket = server.call("POST", "/rest/storage/upload/initiate",
                Map.of("file_name", "a.txt", "content_type", "text/plain")).json();
        Reply put = server.put(String.valueOf(ticket.get("upload_url")), new byte[]{1}, "authorization", "", "origin",
                "https://a.b");
        assertThat(put.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(server.get(String.valueOf(ticket.get("file_url")), "authorization", "")
                .header("access-control-allow-origin"))
                .isEqualTo("*");
    }
}
