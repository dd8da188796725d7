// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients of HTTP/1.0, among them nginx towards its backend: no chunks, and the end of the answer is the end. */
class OldProtocolTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private record Answer(String head, String body) {
        Map<String, Object> json() { return Json.object(body); }
    }

    private static Answer call(String line, byte[] body, String... headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            StringBuilder head = new StringBuilder(line + " HTTP/1.0\r\n");
            for (String header : headers) head.append(header).append("\r\n");
            if (body.length > 0) head.append("Content-Length: ").append(body.length).append("\r\n");
            socket.getOutputStream().write((head + "\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int end = all.indexOf("\r\n\r\n");
            return new Answer(all.substring(0, end).toLowerCase(Locale.ROOT), all.substring(end + 4));
        }
    }

    private static String key() { return "Authorization: Key " + server.key(); }

    @Test
    void requestsAreAnsweredWithAndWithoutHost() throws IOException {
        for (String[] headers : List.of(new String[0], new String[]{"Host: x.example"},
                new String[]{"Connection: keep-alive"}, new String[]{"Host: x", "Expect: 100-continue"})) {
            Answer answer = call("GET /health/live", new byte[0], headers);
            assertThat(answer.head()).startsWith("http/1.1 200").contains("connection: close");
            assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void wholeAddressesAreUnderstoodAsProxiesGetThem() throws IOException {
        Answer answer = call("GET http://127.0.0.1:" + server.port() + "/health/live", new byte[0], "Host: x");
        assertThat(answer.body()).isEqualTo("{\"status\":\"ok\"}");
    }

    @Test
    void bodiesAreRead() throws IOException {
        Answer answer = call("POST /run/fal-ai/pixal3d",
                Json.bytes(Map.of("image_url", TestServer.PICTURE, "seed", 7)), "Host: x", key());
        assertThat(answer.head()).startsWith("http/1.1 200");
        assertThat(answer.json()).containsEntry("seed", 7);
    }

    @Test
    void streamsComeWithoutChunks() throws IOException {
        String id = server.submit();
        server.completed(id);
        Answer answer = call("GET " + server.at(id, "/status/stream?logs=1"), new byte[0], "Host: x", key());
        assertThat(answer.head()).contains("text/event-stream").doesNotContain("chunked");
        assertThat(answer.body()).startsWith(": connected\n\ndata: {").endsWith("}\n\n").doesNotContain("\r");
    }

    @Test
    void filesComeWhole() throws IOException {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "a.txt"));
        byte[] bytes = "x\r\n".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        String path = ticket.string("upload_url").substring(server.url().length());
        assertThat(call("PUT " + path, bytes, "Host: x").head()).startsWith("http/1.1 200");
        Answer answer = call("GET " + ticket.string("file_url").substring(server.url().length()), new byte[0]);
        assertThat(answer.head()).contains("content-length: " + bytes.length);
        assertThat(answer.body().getBytes(StandardCharsets.US_ASCII)).isEqualTo(bytes);
    }

    @Test
    void refusalsAreReadable() throws IOException {
        assertThat(call("POST /queue/fal-ai/pixal3d", new byte[100_000], "Host: x").head()).startsWith("http/1.1 401")
                .contains("connection: close");
        assertThat(call("GET /nowhere", new byte[0]).head()).startsWith("http/1.1 404");
    }
}
