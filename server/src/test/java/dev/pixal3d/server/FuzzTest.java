// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.server.fal.EndpointPath;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.files.LifecycleHeader;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.ByteRange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.http.Target;
import dev.pixal3d.server.work.DataUri;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything of ours that takes callers' text apart, fed with damaged text: an answer or a refusal, never a fault. */
class FuzzTest {
    private static final String ALPHABET = "0123456789-,;:=%&?/+.\"'{}[]() \\abcdefxyzABC~!*_\u00e4\u20ac\t";
    private static TestServer server;
    private static String file = "";

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate", Map.of("file_name", "a"));
        file = ticket.string("file_url");
        server.put(ticket.string("upload_url"), new byte[100], "authorization", "");
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    /** The text with one to four of its characters replaced, removed, doubled or cut off. */
    private static String damaged(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(4); i >= 0 && !out.isEmpty(); i--) {
            int at = random.nextInt(out.length());
            char other = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
            switch (random.nextInt(6)) {
                case 0 -> out.deleteCharAt(at);
                case 1 -> out.insert(at, other);
                case 2 -> out.insert(at, out.substring(at));
                case 3 -> out.setLength(at);
                case 4 -> out.insert(at, "9".repeat(random.nextInt(25)));
                default -> out.setCharAt(at, other);
            }
        }
        return out.toString();
    }

    private static String headerText(String text) { return text.replaceAll("[^ -~]", "").strip(); }

    @Test
    void rangesLieInsideTheFile() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            String text = damaged(List.of("bytes=0-9", "bytes=5-", "bytes=-7", "bytes=0-1,3-4").get(i % 4), random);
            long size = random.nextInt(12);
            ByteRange range = ByteRange.of(Optional.of(text), size);
            if (range.kind() == ByteRange.Kind.PART) {
                assertThat(range.first()).as(text).isBetween(0L, range.last());
                assertThat(range.last()).as(text).isLessThan(size);
            }
        }
    }

    @Test
    void dataUrisAreReadOrNot() {
        Random random = new Random(2);
        for (int i = 0; i < 20_000; i++) {
            String text = damaged(List.of("data:image/png;base64,iVBORw0KGgo=", "data:;charset=utf-8,%41b%20c",
                    "DATA:text/plain;base64, A A A A").get(i % 3), random);
            DataUri.decode(text).ifPresent(bytes -> assertThat(bytes.length).isLessThanOrEqualTo(4 * text.length()));
        }
    }

    @Test
    void lifecyclesAreReadOrBadRequests() {
        Random random = new Random(3);
        String good = "{\"expiration_duration_seconds\":3600,\"initial_acl\":{\"default\":\"forbid\",\"rules\":"
                + "[{\"user\":\"bob\",\"decision\":\"allow\"}]}}";
        int read = 0;
        for (int i = 0; i < 20_000; i++) {
            try {
                Lifecycle lifecycle = LifecycleHeader.parse("h", damaged(good, random), Optional.empty());
                lifecycle.expiresAfter().ifPresent(time -> assertThat(time).isPositive());
                assertThat(LifecycleHeader.parse("h", LifecycleHeader.json(lifecycle), Optional.empty()))
                        .isEqualTo(lifecycle);
                read++;
            } catch (Failure failure) {
                assertThat(failure.status()).isEqualTo(400);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void addressesAreSortedOrRefused() {
        Random random = new Random(4);
        Addresses addresses = new Addresses("http://h", false, "http", "h");
        for (int i = 0; i < 20_000; i++) {
            String path = damaged(List.of("/queue/fal-ai/pixal3d/requests/1234/status/stream", "/run/fal-ai/pixal3d",
                    "/files/b/0a86b61d/DNmTkiWHUQ8k-rG6aussB_x.glb", "/queue/workflows/fal-ai/pixal3d/a/requests/%2e")
                    .get(i % 4), random);
            try {
                Target target = Target.of("h", "", path, damaged("logs=1&fal_webhook=http%3A%2F%2Fx&a", random),
                        addresses);
                assertThat(target.segments()).doesNotContain("..", ".", "").noneMatch(s -> s.contains("/"));
                EndpointPath endpoint = EndpointPath.of(target, Endpoints.INSTALLED, List.of());
                assertThat(target.path()).contains(endpoint.endpoint().id().toString());
                endpoint.requestId().ifPresent(id -> assertThat(id).isNotEmpty());
            } catch (Failure failure) {
                assertThat(failure.status()).isIn(400, 404);
            }
        }
    }

    @Test
    void namesOfFilesAreSafe() {
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            String name = damaged("../a/..\\b c.tar.gz", random);
            assertThat(FileStore.safeName(name)).as(name).matches("[A-Za-z0-9_+-][A-Za-z0-9._+-]{0,99}")
                    .doesNotContain("..");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"x-fal-request-timeout|30.5", "x-fal-request-start-timeout|1e3",
            "x-fal-retry-config|{\"connection_error\":{\"retries\":3}}", "x-fal-tags|team=blue,stage=1",
            "x-fal-object-lifecycle-preference|{\"expiration_duration_seconds\":60}", "idempotency-key|abc",
            "authorization|Bearer a.b.c", "x-fal-no-retry|1", "accept-encoding|gzip;q=0", "x-fal-queue-priority|low"})
    void headersOfASubmissionAreReadOrRefused(String name, String value) {
        Random random = new Random(name.hashCode());
        for (int i = 0; i < 60; i++) {
            String damaged = headerText(damaged(value, random));
            Reply reply = server.submit(Map.of("image_url", 1, "n", i), name, damaged.isEmpty() ? "x" : damaged);
            assertThat(reply.status()).as("%s: %s", name, damaged).isIn(200, 400, 401, 409);
            assertThat(reply.json()).containsKey(reply.status() == 200 ? "request_id" : "message");
        }
    }

    @Test
    void headersOfADownloadAreReadOrIgnored() {
        Random random = new Random(6);
        for (int i = 0; i < 150; i++) {
            String name = List.of("range", "if-range", "if-none-match", "authorization").get(i % 4);
            String value = headerText(damaged(List.of("bytes=0-9", "\"abc\"", "*", "Key a:b").get(i % 4), random));
            Reply reply = server.get(file, name, value.isEmpty() ? "x" : value);
            assertThat(reply.status()).as("%s: %s", name, value).isIn(200, 206, 304, 416);
        }
    }

    @Test
    void listsOfPartsAreReadOrRefused() {
        Random random = new Random(7);
        String upload = server.call("POST", "/rest/storage/upload/initiate-multipart", Map.of("file_name", "b"))
                .string("upload_url");
        String[] split = upload.split("\\?");
        String etag = server.put(split[0] + "/1?" + split[1], new byte[]{1}, "authorization", "").string("etag");
        String good = Json.text(Map.of("parts", List.of(Map.of("partNumber", 2, "etag", etag))));
        for (int i = 0; i < 150; i++) {
            Reply reply = server.call("POST", split[0] + "/complete?" + split[1], damaged(good, random),
                    "authorization", "");
            assertThat(reply.status()).as(reply.text()).isIn(200, 400);
        }
        for (int i = 0; i < 50; i++) {
            Reply reply = server.put(split[0] + "/" + random.nextInt(-3, 12_000) + "?"
                    + headerText(damaged(split[1], random)).replaceAll("[^A-Za-z0-9=&_-]", ""), new byte[]{2},
                    "authorization", "");
            assertThat(reply.status()).isIn(200, 400, 403, 404);
        }
    }

    @ParameterizedTest
    @CsvSource({"POST,/rest/tokens/,{\"allowed_apps\":[\"pixal3d\"]_\"token_expiration\":120}",
            "POST,/rest/storage/upload/initiate,{\"content_type\":\"image/png\"_\"file_name\":\"dog.png\"}",
            "POST,/rest/storage/auth/token,{}", "POST,/v1/keys,{\"scope\":\"API\"_\"description\":\"x\"}"})
    void jsonOfOtherRoutesIsReadOrRefused(String method, String path, String json) {
        Random random = new Random(path.hashCode());
        for (int i = 0; i < 60; i++) {
            String damaged = damaged(json.replace('_', ','), random);
            assertThat(server.call(method, path, damaged).status()).as(damaged).isIn(200, 201, 400);
        }
    }

    @Test
    void aCallerThatOnlyStopsSendingIsStillAnswered() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200").endsWith("{\"status\":\"ok\"}");
        }
    }

    @Test
    void brokenConnectionsLeaveNothingBehind() throws IOException {
        Random random = new Random(8);
        byte[] request = ("POST /run/fal-ai/pixal3d HTTP/1.1\r\nHost: x\r\nAuthorization: Key " + server.key()
                + "\r\nContent-Length: 50\r\n\r\n{\"image_url\":").getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket("127.0.0.1", server.port())) {
                if (random.nextBoolean()) socket.setSoLinger(true, 0);
                socket.getOutputStream().write(Arrays.copyOf(request, 1 + random.nextInt(request.length)));
            }
        }
        TestServer.await(() -> server.get("/metrics").text().contains("pixal3d_http_requests_in_flight 1.0\n"));
        assertThat(server.get("/health/live").status()).isEqualTo(200);
    }
}
