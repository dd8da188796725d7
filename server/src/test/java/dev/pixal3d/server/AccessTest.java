// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody gets more than his key allows. */
class AccessTest {
    private static final String PROXY = "/api/fal/proxy";
    private static final Map<String, Object> INPUT = Map.of("image_url", TestServer.PICTURE);

    private static String uploaded(TestServer server, String key, String lifecycle, byte[] bytes) {
        Reply initiated = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "p.png"),
                "authorization", "Key " + key, "x-fal-object-lifecycle", lifecycle);
        assertThat(server.put(initiated.string("upload_url"), bytes, "authorization", "").status()).isEqualTo(200);
        return initiated.string("file_url");
    }

    private static Reply modelled(TestServer server, String key, String picture) {
        String id = server.submit(Map.of("image_url", picture), "authorization", "Key " + key).id();
        server.completed(id);
        return server.get(server.at(id, ""));
    }

    @Test
    void ownFilesAsPicturesObeyTheirRules() throws IOException {
        try (TestServer server = TestServer.start(c -> {
            ServerConfig.Limits l = c.limits();
            return c.with(new ServerConfig.Limits(l.jsonBytes(), l.uploadBytes(), l.headerBytes(), l.connections(),
                    l.requests(), l.runs(), 100_000));
        })) {
            String mine = server.newKey();
            String other = server.newKey();
            byte[] picture = TestPictures.png(64, 64);
            String hidden = uploaded(server, mine, "{\"initial_acl\":{\"default\":\"hide\"}}", picture);
            String forbidden = uploaded(server, mine, "{\"initial_acl\":{\"default\":\"forbid\"}}", picture);
            String open = uploaded(server, mine, "{}", picture);
            for (String url : List.of(hidden, forbidden, open)) {
                assertThat(modelled(server, mine, url).status()).as("its owner").isEqualTo(200);
                assertThat(modelled(server, server.key(), url).status()).as("an administrator").isEqualTo(200);
            }
            assertThat(modelled(server, other, open).status()).isEqualTo(200);
            for (String url : List.of(hidden, forbidden)) {
                Reply refused = modelled(server, other, url);
                assertThat(refused.status()).isEqualTo(422);
                assertThat(refused.violation()).containsEntry("type", "file_download_error");
            }
            String large = uploaded(server, mine, "{}", new byte[200_000]);
            assertThat(modelled(server, mine, large).violation()).containsEntry("type", "file_too_large");
            String expiring = uploaded(server, mine, "{\"expiration_duration_seconds\":1}", picture);
            TestServer.await(() -> server.get(expiring).status() == 404);
            assertThat(modelled(server, mine, expiring).violation()).containsEntry("type", "file_download_error");
        }
    }

    @Test
    void aResultAsAPictureObeysTheLimitToo() throws IOException {
        try (TestServer server = TestServer.start(c -> {
            ServerConfig.Limits l = c.limits();
            return c.with(new ServerConfig.Limits(l.jsonBytes(), l.uploadBytes(), l.headerBytes(), l.connections(),
                    l.requests(), l.runs(), FakeEngine.glb().length - 1));
        })) {
            String id = server.submit();
            server.completed(id);
            String model = String.valueOf(server.get(server.at(id, "")).at("model_glb", "url"));
            assertThat(modelled(server, server.key(), model).violation()).containsEntry("type", "file_too_large");
        }
    }

    @Test
    void aLentKeyRunsModelsAndNothingElse() throws IOException {
        try (TestServer server = TestServer.startWithProxyKey()) {
            assertThat(lent(server, "POST", "https://queue.fal.run/fal-ai/pixal3d").status()).isEqualTo(200);
            assertThat(lent(server, "POST", "https://rest.fal.ai/storage/upload/initiate").status()).isEqualTo(200);
            for (String target : List.of("https://api.fal.ai/v1/keys", "https://api.fal.ai/v1/models",
                    "https://api.fal.ai/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d",
                    server.url() + "/v1/keys", "https://rest.fal.ai/tokens/",
                    "https://rest.fal.ai/storage/auth/token", server.url() + "/metrics", server.url() + "/health")) {
                for (String method : List.of("GET", "POST", "DELETE")) {
                    assertThat(lent(server, method, target).status()).as(method + " " + target).isEqualTo(403);
                }
            }
        }
    }

    private static Reply lent(TestServer server, String method, String target) {
        return server.call(method, PROXY, INPUT, "x-fal-target-url", target, "authorization", "");
    }

    @Test
    void anAdministratorsKeyIsNotLent() throws IOException {
        try (TestServer server = TestServer.start()) {
            ServerConfig.Access admin = new ServerConfig.Access(false, true, Optional.of(server.key()));
            assertThatThrownBy(() -> server.configure(c -> c.with(admin))).isInstanceOf(IOException.class)
                    .hasMessageContaining("scope ADMIN").hasMessageContaining("pixal3d keys create --scope API");
            ServerConfig.Access unknown = new ServerConfig.Access(false, true, Optional.of("no:key"));
            assertThatThrownBy(() -> server.configure(c -> c.with(unknown))).isInstanceOf(IOException.class);
            server.configure(c -> c.with(new ServerConfig.Access(false, true, Optional.empty())));
        }
    }

    private static TestServer anonymous() throws IOException {
        return TestServer.start(c -> c.with(new ServerConfig.Access(true, true, Optional.empty())));
    }

    @ParameterizedTest
    @CsvSource({"sec-fetch-site,cross-site,403", "sec-fetch-site,same-origin,200", "sec-fetch-site,none,200",
            "sec-fetch-site,same-site,200", "origin,https://evil.example,403", "origin,null,403",
            "origin,http://127.0.0.1:3000,200"})
    void pagesOfOtherSitesCannotPostWithoutAKey(String header, String value, int status) throws IOException {
        try (TestServer server = anonymous()) {
            assertThat(server.submit(INPUT, "authorization", "", header, value).status()).isEqualTo(status);
            assertThat(server.submit(INPUT, header, value).status()).as("with a key").isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({"evil.example,403", "127.0.0.1.evil.example:8000,403", "localhost:1,200", "127.0.0.1,200",
            "queue.fal.run,404"})
    void aForeignNameOfTheServerIsRefusedWithoutAKey(String host, int status) throws IOException {
        try (TestServer server = anonymous(); Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(("GET /queue/fal-ai/pixal3d/requests/x/status HTTP/1.1\r\nHost: " + host
                    + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 " + (status == 200 ? 404 : status));
        }
    }

    @Test
    void quotasBoundOneKeyAndNotTheOthers() throws Exception {
        try (TestServer server = TestServer.start(
                c -> c.with(new ServerConfig.Quotas(1, 2, 150_000, Integer.MAX_VALUE)))) {
            String mine = server.newKey();
            String other = server.newKey();
            FakeEngine.Gate gate = server.engine.gate();
            List<String> accepted = new ArrayList<>();
            accepted.add(server.submit(INPUT, "authorization", "Key " + mine).id());
            gate.awaitEntered();
            for (int i = 0; i < 2; i++) accepted.add(server.submit(INPUT, "authorization", "Key " + mine).id());
            Reply refused = server.submit(INPUT, "authorization", "Key " + mine);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json()).containsEntry("error_type", "key_queue_full");
            accepted.add(server.submit(INPUT, "authorization", "Key " + other).id());
            gate.open();
            for (String id : accepted) server.completed(id);
            String url = uploaded(server, mine, "{}", new byte[100_000]);
            assertThat(url).isNotEmpty();
            Reply second = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "b"),
                    "authorization", "Key " + mine);
            Reply full = server.put(second.string("upload_url"), new byte[100_000], "authorization", "");
            assertThat(full.status()).isEqualTo(507);
            assertThat(full.json()).containsEntry("error_type", "storage_quota_exceeded");
            uploaded(server, other, "{}", new byte[100_000]);
        }
    }

    @Test
    void submissionsAMinuteAreCountedAndPollsAreNot() throws IOException {
        try (TestServer server = TestServer.start(c -> c.with(
                new ServerConfig.Quotas(Integer.MAX_VALUE, Integer.MAX_VALUE, Long.MAX_VALUE, 2)))) {
            long start = System.nanoTime();
            String id = server.submit();
            int accepted = 1;
            Reply refused = server.submit(INPUT);
            for (; refused.status() == 200 && accepted < 100; refused = server.submit(INPUT)) accepted++;
            // one more for each half minute that the submissions took
            long halves = Duration.ofNanos(System.nanoTime() - start).dividedBy(Duration.ofSeconds(30));
            assertThat(accepted).isBetween(2, 2 + (int) halves);
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.json()).containsEntry("error_type", "rate_limit_exceeded");
            assertThat(refused.header("retry-after")).isEqualTo("30");
            for (int i = 0; i < 10; i++) assertThat(server.get(server.at(id, "/status")).status()).isLessThan(300);
        }
    }

    @Test
    void aRefusedBodyIsNotStored() throws IOException {
        try (TestServer server = TestServer.start()) {
            String id = server.submit(Map.of("image_url", TestServer.PICTURE, "seed", "x".repeat(2_000_000))).id();
            assertThat(server.get(server.at(id, "")).status()).isEqualTo(422);
            Reply history = server.get(
                    "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d&expand=payloads&request_id=" + id);
            assertThat(history.text()).contains(id).doesNotContain("xxxxxxxxxx".repeat(100));
        }
    }

    @Test
    void aCancelledRequestSaysSoAndNothingPublicShowsAKeysRequests() throws Exception {
        try (TestServer server = anonymous()) {
            FakeEngine.Gate gate = server.engine.gate();
            server.submit();
            gate.awaitEntered();
            String secret = server.submit();
            String open = server.submit(INPUT, "authorization", "").id();
            server.call("PUT", server.at(secret, "/cancel"));
            server.send(server.request("PUT", server.at(open, "/cancel"), new byte[0], "authorization", ""));
            gate.open();
            String history = "/v1/models/requests/by-endpoint?endpoint_id=fal-ai/pixal3d";
            for (String path : List.of("/", "/docs", "/engines.json", "/metrics", history)) {
                assertThat(server.get(path, "authorization", "").text()).as(path)
                        .doesNotContain(secret.substring(0, 8));
            }
            assertThat(server.get(history + "&request_id=" + secret).text()).contains("client_cancelled", "499");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/", "/v1", "/v1//", "/v1/?a=b"})
    void theRootOfThePlatformApiIsNoServerError(String path) throws IOException {
        try (TestServer server = TestServer.start()) {
            assertThat(server.get(path).status()).isEqualTo(404);
        }
    }

    @Test
    void aContentTypeCannotCarryHeaders() throws IOException {
        try (TestServer server = TestServer.start()) {
            Reply reply = server.call("POST", "/rest/storage/upload/initiate",
                    Map.of("file_name", "a", "content_type", "text/plain\r\nset-cookie: a=b"));
            assertThat(reply.status()).isEqualTo(400);
        }
    }
}
