// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that hold what they can hold: others are answered all the same. */
@Timeout(120)
class EnduranceTest {
    private static final int CONNECTIONS = 100;
    private static TestServer server;
    /** One with short times. */
    private static TestServer hasty;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(c -> c.with(new ServerConfig.Limits(c.limits().jsonBytes(), c.limits().uploadBytes(),
                c.limits().headerBytes(), CONNECTIONS, 50, 10, c.limits().downloadBytes())));
        hasty = TestServer.start(c -> c
                .with(new ServerConfig.Timing(Duration.ofSeconds(2), Duration.ofSeconds(1), c.timing().ping(),
                        c.timing().earlyCommit(), c.timing().earlyCommitOkHttp(), c.timing().drain(),
                        c.timing().webhookAnswer(), c.timing().webhookRetries())));
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        hasty.close();
    }

    private static String post(TestServer to, String headers) {
        return "POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nAuthorization: Key " + to.key() + "\r\n" + headers
                + "\r\n";
    }

    /** Sends bytes one by one, for ever; gives what came back when the server had enough. */
    private static String drip(String start, String drop) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", hasty.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(start.getBytes(StandardCharsets.US_ASCII));
            Thread writer = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0;; i++) {
                        out.write(drop.charAt(i % drop.length()));
                        LockSupport.parkNanos(50_000_000);
                    }
                } catch (IOException _) {
                    Thread.currentThread().interrupt();
                }
            });
            InputStream in = socket.getInputStream();
            StringBuilder answer = new StringBuilder();
            try {
                for (int b = in.read(); b >= 0; b = in.read()) answer.append((char) b);
            } catch (SocketException _) {
                answer.append("(reset)");
            }
            writer.interrupt();
            return answer.toString();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "G", "GET / HTTP/1.1\r\nA: b", "GET / HTTP/1.1\r\nHost: x\r\nA"})
    void aHeadThatDripsEndsAtItsDeadline(String start) throws IOException {
        assertThat(drip(start, "y")).startsWith("HTTP/1.1 408").contains("request_timeout");
    }

    @Test
    void blankLinesThatDripEndToo() throws IOException { assertThat(drip("\r\n", "\r\n")).isIn("", "(reset)"); }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000\r\n", "Transfer-Encoding: chunked\r\n",
            "Transfer-Encoding: chunked\r\n\r\nffff\r\n", "Transfer-Encoding: chunked\r\n\r\n1;x="})
    void aBodyThatDripsEndsAtItsDeadline(String headers) throws IOException {
        String head = headers.contains("\r\n\r\n")
                ? post(hasty, headers).replaceFirst("\r\n$", "")
                : post(hasty, headers);
        assertThat(drip(head, "1")).startsWith("HTTP/1.1 4");
    }

    @Test
    void idleConnectionsKeepNobodyOut() throws IOException {
        List<Socket> idle = new ArrayList<>();
        try {
            for (int i = 0; i < 5 * CONNECTIONS; i++) {
                Socket socket = new Socket("127.0.0.1", server.port());
                idle.add(socket);
                if (i % 2 == 0) socket.getOutputStream().write("GET / HTTP".getBytes(StandardCharsets.US_ASCII));
                if (i % 50 == 0) assertThat(server.get("/health/live").status()).isEqualTo(200);
            }
            assertThat(server.completed(server.submit()).string("status")).isEqualTo("COMPLETED");
        } finally {
            for (Socket socket : idle) socket.close();
        }
    }

    @Test
    void hugeChunksAreNotHeld() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            OutputStream out = socket.getOutputStream();
            // a chunk of 2 GiB - 1: the refusal must come before it has been read
            out.write(post(server, "Transfer-Encoding: chunked\r\n").getBytes(StandardCharsets.US_ASCII));
            out.write("7fffffff\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] piece = new byte[1 << 20];
            try {
                for (int i = 0; i < 100; i++) out.write(piece);
            } catch (SocketException _) {
                // the server has closed: 32 MiB are allowed
            }
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 413");
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        assertThat(server.get("/health/live").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{}", "\"\"", "0", "null", "{\"a\":1}"})
    void jsonOfManyValuesIsRefused(String value) {
        Reply reply = server.call("POST", "/queue/fal-ai/pixal3d", "{\"a\":[" + (value + ",").repeat(201_000) + "0]}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.string("message")).contains("too complex", "allowed").doesNotContain("Stream", "jackson");
    }

    @Test
    void jsonOfManyLevelsIsRefused() {
        for (String[] pair : new String[][]{{"[", "]"}, {"{\"a\":", "}"}}) {
            String json = "{\"x\":" + pair[0].repeat(100) + "1" + pair[1].repeat(100) + "}";
            Reply reply = server.call("POST", "/queue/fal-ai/pixal3d", json);
            assertThat(reply.status()).isEqualTo(400);
            assertThat(reply.string("message")).contains("too complex");
        }
    }

    /** Many bodies together are more than the budget: some are refused, to be sent again, and nothing dies. */
    @Test
    void bodiesInFlightHaveABudget() throws Exception {
        byte[] most = new byte[31 << 20];
        List<Socket> sockets = new ArrayList<>();
        try (TestServer patient = TestServer.start()) {
            long bodies = Capacity.of(ServerConfig.defaults(patient.directory()).limits()).bodyBytes();
            for (long sent = 0; sent <= bodies; sent += most.length) {
                Socket socket = new Socket("127.0.0.1", patient.port());
                sockets.add(socket);
                OutputStream out = socket.getOutputStream();
                out.write(("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nAuthorization: Key " + patient.key()
                        + "\r\nContent-Length: " + (32 << 20) + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                try {
                    out.write(most);
                } catch (SocketException _) {
                    // refused already
                }
            }
            TestServer.await(() -> sockets.stream().anyMatch(EnduranceTest::answered));
            Socket refused = sockets.stream().filter(EnduranceTest::answered).findFirst().orElseThrow();
            assertThat(new String(refused.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 503");
            for (Socket socket : sockets) socket.close();
            // what was taken comes back
            TestServer.await(() -> patient.submit(Map.of("x", "y".repeat(20 << 20))).status() == 200);
        }
    }

    private static boolean answered(Socket socket) {
        try {
            return socket.getInputStream().available() > 0;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void pipelinedRequestsAreToldApart() throws IOException {
        byte[] body = Json.bytes(Map.of("seed", 1));
        String one = post(server, "Content-Length: " + body.length + "\r\n") + new String(body, StandardCharsets.UTF_8);
        String chunked = post(server, "Transfer-Encoding: chunked\r\n") + "2\r\n{}\r\n0\r\n\r\n";
        String last = "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        String all = one + "\r\n" + chunked + one + chunked + last;
        for (int cut = 1; cut < all.length(); cut += 37) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(60_000);
                socket.setTcpNoDelay(true);
                OutputStream out = socket.getOutputStream();
                out.write(all.substring(0, cut).getBytes(StandardCharsets.US_ASCII));
                out.write(all.substring(cut).getBytes(StandardCharsets.US_ASCII));
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answers.split("HTTP/1\\.1 200", -1)).as(answers).hasSize(6);
            }
        }
    }

    @Test
    void aStreamThatIsTheConnectionsLastAnswerHasItsEnd() throws IOException {
        String id = server.submit();
        server.completed(id);
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(("GET " + server.at(id, "/status/stream") + " HTTP/1.1\r\nHost: x\r\n"
                    + "Connection: close\r\nAuthorization: Key " + server.key() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .endsWith("\r\n0\r\n\r\n");
        }
    }

    @Test
    void refusedBodiesEndTheConnectionOrLeaveItClean() throws IOException {
        Map<String, String> cases = new LinkedHashMap<>();
        cases.put("Content-Length: 10\r\n\r\n0123456789", "keeps");
        cases.put("Content-Length: 1000000\r\n\r\n0123456789", "ends");
        cases.put("Transfer-Encoding: chunked\r\n\r\na\r\n0123456789\r\n0\r\n\r\n", "ends");
        for (Map.Entry<String, String> entry : cases.entrySet()) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                socket.setSoTimeout(60_000);
                socket.getOutputStream().write(("POST /queue/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\n" + entry.getKey()
                        + "GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answers).startsWith("HTTP/1.1 401");
                assertThat(answers.contains("HTTP/1.1 200")).as(entry.getKey())
                        .isEqualTo(entry.getValue().equals("keeps"));
            }
        }
    }
}
