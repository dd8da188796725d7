// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProxyTest {
    private static final String PROXY = "/api/fal/proxy";
    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE);
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static Reply proxied(String method, String target, Object body, String... more) {
        String[] headers = new String[more.length + 2];
        headers[0] = "x-fal-target-url";
        headers[1] = target;
        System.arraycopy(more, 0, headers, 2, more.length);
        return server.call(method, PROXY, body, headers);
    }

    @Test
    void carriesAWholeRequest() {
        Reply submitted = proxied("POST", "https://queue.fal.run/fal-ai/pixal3d", INPUT);
        assertThat(submitted.status()).isEqualTo(200);
        assertThat(submitted.string("status_url")).startsWith(server.url() + "/queue/fal-ai/pixal3d/requests/");
        String base = "https://queue.fal.run/fal-ai/pixal3d/requests/" + submitted.id();
        Reply stream = server.get(PROXY, "x-fal-target-url", base + "/status/stream?logs=1", "accept",
                "application/json");
        assertThat(stream.header("content-type")).startsWith("text/event-stream");
        assertThat(stream.text()).contains("COMPLETED", "stage 3");
        assertThat(server.get(PROXY, "x-fal-target-url", base + "/status?logs=0").status()).isEqualTo(200);
        Reply result = server.get(PROXY + "/", "x-fal-target-url", base);
        assertThat(result.header("x-fal-request-id")).isEqualTo(submitted.id());
        assertThat(String.valueOf(result.at("model_glb", "url"))).startsWith(server.url() + "/files/");
        assertThat(proxied("PUT", base + "/cancel", Map.of()).json()).containsEntry("status", "ALREADY_COMPLETED");
    }

    @Test
    void reachesRunRestAndOwnAddresses() {
        assertThat(proxied("POST", "https://fal.run/fal-ai/pixal3d", INPUT).status()).isEqualTo(200);
        assertThat(proxied("POST", "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3",
                Map.of("file_name", "a.png", "content_type", "image/png")).json())
                .containsKeys("file_url", "upload_url");
        assertThat(proxied("POST", "https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3",
                Map.of("file_name", "a.png", "content_type", "image/png")).status()).isEqualTo(200);
        assertThat(proxied("POST", server.url() + "/run/fal-ai/pixal3d", INPUT).status()).isEqualTo(200);
        assertThat(proxied("POST", "https://rest.fal.ai/tokens/", Map.of("allowed_apps", List.of("pixal3d"))).status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://example.com/x", "https://queue.fal.run.example.com/x", "ftp://queue.fal.run/x",
            "file:///etc/passwd", "not a url", "//queue.fal.run/x", "http://127.0.0.1:1/x", "https://evilfal.run/x"})
    void refusesOtherTargets(String target) {
        Reply reply = proxied("POST", target, INPUT);
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).isEqualTo("\"Invalid request\"");
    }

    @Test
    void neverConnectsAnywhere() throws IOException {
        try (ServerSocket trap = new ServerSocket(0)) {
            trap.setSoTimeout(200);
            assertThat(proxied("POST", "http://127.0.0.1:" + trap.getLocalPort() + "/x", INPUT).status())
                    .isEqualTo(400);
            org.junit.jupiter.api.Assertions.assertThrows(java.net.SocketTimeoutException.class, trap::accept);
        }
    }

    @Test
    void withoutATargetOrIntoItselfIsInvalid() {
        assertThat(server.call("POST", PROXY, INPUT).text()).isEqualTo("\"Invalid request\"");
        assertThat(proxied("POST", server.url() + PROXY, INPUT).status()).isEqualTo(400);
    }

    @Test
    void otherMethodsAreNotAllowed() {
        for (String method : List.of("PATCH", "HEAD")) {
            assertThat(proxied(method, "https://fal.run/fal-ai/pixal3d", INPUT).status()).isEqualTo(405);
        }
    }

    @Test
    void unknownPathsOfKnownHostsAreNotFound() {
        assertThat(proxied("POST", "https://queue.fal.run/fal-ai/unknown", INPUT).status()).isEqualTo(404);
        assertThat(proxied("DELETE", "https://queue.fal.run/fal-ai/pixal3d", INPUT).status()).isEqualTo(405);
    }

    @Test
    void withoutCredentialsIsUnauthorizedUnlessTheServerHasAKeyForIt() throws IOException {
        Reply refused = proxied("POST", "https://fal.run/fal-ai/pixal3d", INPUT, "authorization", "");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.text()).isEqualTo("\"Unauthorized\"");
        try (TestServer keyed = TestServer.startWithProxyKey()) {
            Reply reply = keyed.call("POST", PROXY, INPUT, "x-fal-target-url", "https://fal.run/fal-ai/pixal3d",
                    "authorization", "");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(keyed.call("POST", "/run/fal-ai/pixal3d", INPUT, "authorization", "").status()).isEqualTo(401);
        }
    }

    @Test
    void onDirectRoutesTheTargetHeaderMeansNothing() {
        Reply reply = server.submit(INPUT, "x-fal-target-url", "https://example.com/x");
        assertThat(reply.status()).isEqualTo(200);
        server.completed(reply.id());
    }
}
