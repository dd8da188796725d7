// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that no client sends by accident: each gets an error of its own and the server goes on. */
class MalformedTest {
    private static TestServer server;
    /** One with short times. */
    private static TestServer hasty;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        hasty = TestServer.start(c -> c.with(new ServerConfig.Timing(Duration.ofMillis(800), Duration.ofMillis(600),
                c.timing().ping(), c.timing().earlyCommit(), c.timing().earlyCommitOkHttp(), c.timing().drain(),
                c.timing().webhookAnswer(), c.timing().webhookRetries())));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        hasty.close();
    }

    private static String raw(String request) throws IOException {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String raw(byte[] request) throws IOException { return raw(server, request); }

    private static String raw(TestServer to, byte[] request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", to.port())) {
            socket.setSoTimeout(60_000);
            try {
                socket.getOutputStream().write(request);
                // so that the server need not wait for what may be missing
                if (to == server) socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            } catch (SocketException _) {
                return "";
            }
        }
    }

    private static void assertError(String answer) {
        assertThat(answer).startsWith("HTTP/1.1 4");
        assertThat(answer.toLowerCase(Locale.ROOT)).contains("content-type: application/json", "x-fal-request-id: ",
                "\"detail\":", "\"message\":").doesNotContain("nginx");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n", "GET /\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
            "GET /files/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
            "GET /files/b/%2e%2e/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"})
    void whatIsNotHttpGetsABadRequest(String request) throws IOException { assertError(raw(request)); }

    @Test
    void tooLongLinesAndHeadersAreRefused() throws IOException {
        assertError(raw("GET /" + "x".repeat(100_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"));
        assertError(raw("GET / HTTP/1.1\r\nHost: x\r\nX-A: " + "x".repeat(100_000) + "\r\n\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: x", "Content-Length: -1", "Content-Length: 99999999999999999999",
            "Content-Length: 3\r\nContent-Length: 5", "Transfer-Encoding: nonsense"})
    void badLengthsAreRefused(String header) throws IOException {
        String answer = raw("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Key "
                + server.key() + "\r\n" + header + "\r\n\r\n{}");
        assertThat(answer).startsWith("HTTP/1.1 4");
    }

    @Test
    void badChunksAreRefused() throws IOException {
        String answer = raw("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Key "
                + server.key() + "\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 4");
    }

    @Test
    void aBodyThatStopsIsTimedOut() throws IOException {
        String answer = raw(hasty, ("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nAuthorization: Key "
                + hasty.key() + "\r\nContent-Length: 100\r\n\r\n{\"ima").getBytes(StandardCharsets.US_ASCII));
        assertThat(answer).startsWith("HTTP/1.1 408");
        assertError(answer);
    }

    @Test
    void aBodyThatTricklesIsTimedOut() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", hasty.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nAuthorization: Key " + hasty.key()
                    + "\r\nContent-Length: 100000\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    while (true) {
                        out.write(' ');
                        out.flush();
                        long past = System.nanoTime() + 50_000_000L;
                        TestServer.await(() -> System.nanoTime() > past);
                    }
                } catch (IOException _) {
                    Thread.currentThread().interrupt();
                }
            });
            byte[] head = socket.getInputStream().readNBytes(12);
            assertThat(new String(head, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 408");
            writer.interrupt();
        }
    }

    @Test
    void randomBytesNeverStopTheServer() throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < 150; i++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            byte[] whole = (new String(bytes, StandardCharsets.ISO_8859_1) + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            String answer = raw(whole);
            if (!answer.isEmpty()) assertThat(answer).startsWith("HTTP/1.1 4");
        }
        assertThat(server.get("/health/live").status()).isEqualTo(200);
    }

    @Test
    void mutatedRequestsAreAnsweredOrClosed() throws IOException {
        Random random = new Random(11);
        byte[] body = Json.bytes(Map.of("image_url", 1, "seed", 3));
        String good = "POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: "
                + "Key "
                + server.key() + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n"
                + new String(body, StandardCharsets.US_ASCII);
        for (int i = 0; i < 100; i++) {
            byte[] bytes = good.getBytes(StandardCharsets.US_ASCII);
            for (int k = 0; k <= random.nextInt(4); k++)
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            String answer = raw(bytes);
            if (!answer.isEmpty()) assertThat(answer).matches("(?s)HTTP/1\\.1 [24].*");
        }
    }

    @Test
    void mutatedJsonIsAcceptedOrABadRequest() {
        Random random = new Random(13);
        String good = "{\"image_url\":5,\"seed\":1,\"a\":[1,2,{\"b\":null}],\"t\":true,\"s\":\"x\\u0041\"}";
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder(good);
            for (int k = 0; k <= random.nextInt(3); k++) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(95)));
            }
            Reply reply = server.call("POST", "/run/fal-ai/pixal3d", text.toString());
            assertThat(reply.status()).as(text.toString()).isIn(400, 422);
            assertThat(reply.json()).containsKeys("detail", "message");
            assertThat(reply.text()).as("names of libraries, classes and features of parsers")
                    .doesNotContainIgnoringCase("jackson").doesNotContain("java", "Exception", "Feature", "Source",
                            "token");
        }
        assertThat(server.call("POST", "/run/fal-ai/pixal3d", "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(server.call("POST", "/run/fal-ai/pixal3d", "{\"a\":" + "[".repeat(5000) + "]".repeat(5000) + "}")
                .status())
                .isEqualTo(400);
        assertThat(server.call("POST", "/run/fal-ai/pixal3d", "{\"seed\":1e999999999}").status()).isIn(400, 422);
    }

    @Test
    void upgradesAreNotOffered() throws IOException {
        String answer = raw("GET /run/fal-ai/pixal3d/realtime HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\n"
                + "Upgrade: websocket\r\nAuthorization: Key " + server.key() + "\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404");
    }
}
