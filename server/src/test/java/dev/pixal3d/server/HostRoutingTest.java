// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients whose addresses are fixed: the names lead here, the paths are those of fal's hosts. */
class HostRoutingTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    /** The JDK's client does not let a test name a host it does not call, so this speaks over a socket. */
    private static Map<String, Object> call(TestServer at, String host, String method, String path, byte[] body)
            throws IOException {
        try (Socket socket = new Socket("127.0.0.1", at.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write((method + " " + path + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n"
                            + "Authorization: Key " + at.key() + "\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int start = answer.indexOf("\r\n\r\n") + 4;
            Map<String, Object> json = Json.object(answer.substring(start));
            json.put(":status", answer.substring(9, 12));
            return json;
        }
    }

    private static byte[] input() { return Json.bytes(Map.of("image_url", TestServer.PICTURE, "seed", 4)); }

    @Test
    void falsOwnNamesReachTheirAreas() throws IOException {
        Map<String, Object> submitted = call(server, "queue.fal.run", "POST", "/fal-ai/pixal3d", input());
        assertThat(submitted).containsEntry(":status", "200");
        String path = "/fal-ai/pixal3d/requests/" + submitted.get("request_id");
        assertThat(submitted).containsEntry("response_url", "http://queue.fal.run" + path);
        server.completed(String.valueOf(submitted.get("request_id")));
        Map<String, Object> result = call(server, "queue.fal.run:443", "GET", path, new byte[0]);
        assertThat(String.valueOf(result.get("model_glb"))).contains("http://v3.fal.media:443/files/b/");
        assertThat(call(server, "fal.run", "POST", "/fal-ai/pixal3d", input())).containsEntry("seed", 4);
        assertThat(call(server, "FALRUN.com", "POST", "/fal-ai/pixal3d", input())).containsEntry("seed", 4);
        assertThat(call(server, "api.fal.ai", "GET", "/v1/models", new byte[0])).containsKey("models");
        assertThat(call(server, "rest.fal.ai", "GET", "/.well-known/jwks.json", new byte[0])).containsKey("keys");
    }

    /** The document that tools fetch from fal's site leads to a name and paths that answer. */
    @Test
    void theDescriptionNamesServersThatAnswer() throws IOException {
        for (String host : List.of("fal.ai", "FAL.ai:443", "whatever.internal:81")) {
            Map<String, Object> document = call(server, host, "GET",
                    "/api/openapi/queue/openapi.json?endpoint_id=fal-ai/pixal3d", new byte[0]);
            assertThat(document).as(host).containsEntry(":status", "200");
            List<?> servers = (List<?>) Objects.requireNonNull(document.get("servers"));
            URI named = URI.create(String.valueOf(((Map<?, ?>) servers.getFirst()).get("url")));
            Map<?, ?> paths = (Map<?, ?>) Objects.requireNonNull(document.get("paths"));
            String path = named.getPath() + paths.keySet().iterator().next();
            Map<String, Object> submitted = call(server, named.getAuthority(), "POST", path, input());
            assertThat(submitted).as("%s: %s", host, named).containsEntry(":status", "200");
            server.completed(String.valueOf(submitted.get("request_id")));
        }
    }

    @Test
    void filesGoThroughTheMediaHost() throws IOException {
        Map<String, Object> ticket = call(server, "rest.fal.ai", "POST", "/storage/upload/initiate",
                Json.bytes(Map.of("file_name", "a.json", "content_type", "application/json")));
        assertThat(String.valueOf(ticket.get("upload_url"))).startsWith("http://v3.fal.media/up/");
        String upload = String.valueOf(ticket.get("upload_url")).replace("http://v3.fal.media", "");
        Map<String, Object> direct = call(server, "v3.fal.media", "POST", "/files/upload",
                "{\"a\":1}".getBytes(StandardCharsets.US_ASCII));
        String file = String.valueOf(direct.get("access_url")).replace("http://v3.fal.media", "");
        assertThat(call(server, "v3.fal.media", "GET", file, new byte[0])).containsEntry("a", 1);
        assertThat(call(server, "v3b.fal.media", "GET", file, new byte[0])).containsEntry("a", 1);
        assertThat(server.put(upload, new byte[]{1}, "authorization", "").status()).isEqualTo(200);
    }

    @Test
    void namesBelowTheOwnDomainReachTheirAreas() throws IOException {
        try (TestServer named = TestServer.start(c -> c.with(
                new ServerConfig.Network("127.0.0.1", 0, Optional.of(URI.create("https://models.example")), false)))) {
            Map<String, Object> submitted = call(named, "queue.models.example", "POST", "/fal-ai/pixal3d", input());
            assertThat(String.valueOf(submitted.get("status_url")))
                    .startsWith("https://queue.models.example/fal-ai/pixal3d/requests/");
            named.completed(String.valueOf(submitted.get("request_id")));
            Map<String, Object> byPrefix = call(named, "whatever.internal", "POST", "/queue/fal-ai/pixal3d", input());
            assertThat(String.valueOf(byPrefix.get("status_url"))).startsWith("https://models.example/queue/");
            named.completed(String.valueOf(byPrefix.get("request_id")));
            assertThat(call(named, "run.models.example", "POST", "/fal-ai/pixal3d", input())).containsEntry("seed", 4);
        }
    }

    @Test
    void forwardedAddressesAreBelievedOnlyFromATrustedProxy() throws IOException {
        Reply plain = server.submit(Map.of("image_url", TestServer.PICTURE), "x-forwarded-host", "public.example",
                "x-forwarded-proto", "https");
        assertThat(plain.string("status_url")).startsWith(server.url());
        server.completed(plain.id());
        try (TestServer behind = TestServer
                .start(c -> c.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), true)))) {
            Reply reply = behind.submit(Map.of("image_url", TestServer.PICTURE), "x-forwarded-host", "public.example",
                    "x-forwarded-proto", "https");
            assertThat(reply.string("status_url")).startsWith("https://public.example/queue/");
            behind.completed(reply.id());
            Reply chain = behind.submit(Map.of("image_url", TestServer.PICTURE), "x-forwarded-host",
                    "public.example:8443, inner.example", "x-forwarded-proto", "https, http");
            assertThat(chain.string("status_url")).startsWith("https://public.example:8443/queue/");
            behind.completed(chain.id());
        }
    }
}
