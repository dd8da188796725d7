// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.Store;
import dev.pixal3d.queue.Stores;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.app.PixalServer;
import dev.pixal3d.server.app.Workers;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service with its files in an object store: two servers of one queue, which share nothing else. */
class S3ServerTest {
    private static final String ENDPOINT = "/queue/fal-ai/pixal3d";
    /** A model of several parts' length, so that a store that goes away meets an upload in parts. */
    private static final byte[] MODEL = bytes(S3Blobs.PART + 1000, "glTF");
    private static final byte[] PICTURE = bytes(200_000, "\u0089PNG\r\n\u001a\n");

    @TempDir
    private static Path folder;
    private static S3Proxy objects;
    private static final Parallel PARALLEL = new Parallel(1);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private Path data = folder;
    private PixalServer server;
    private PixalServer other;
    private String key = "";

    @BeforeAll
    static void launch() throws IOException {
        objects = S3Proxy.start(folder.resolve("objects"));
        objects.bucket("pixal3d");
    }

    @AfterAll
    static void end() {
        objects.close();
        PARALLEL.close();
        CLIENT.close();
    }

    @BeforeEach
    void start() throws IOException {
        data = Files.createTempDirectory(folder, "data");
        server = start(data.resolve("a"), 1, "");
        key = server.firstKey().orElseThrow();
        other = start(data.resolve("b"), 0, "&downloads=redirect");
    }

    @AfterEach
    void stop() {
        other.close();
        server.close();
    }

    private PixalServer start(Path own, int workers, String settings) throws IOException {
        ServerConfig d = ServerConfig.defaults(own);
        URI files = URI.create(objects.url("pixal3d/" + data.getFileName()) + settings);
        ServerConfig config = d.with(new ServerConfig.Network("127.0.0.1", 0, Optional.empty(), false))
                .with(new ServerConfig.Storage(store(), files, 0))
                .with(new ServerConfig.Work(workers, Duration.ofMinutes(5), 100, List.of()));
        return PixalServer.start(config, new Workers.InProcess(() -> this::run, PARALLEL));
    }

    private URI store() { return URI.create("sqlite:" + data.resolve("shared.db").toUri().getRawPath()); }

    /** Answers with a model, once the test says so, if it was brought the picture that its input names. */
    private Outcome run(Job job, RunContext context) throws Exception {
        started.countDown();
        mayEnd.await();
        if (!Arrays.equals(Files.readAllBytes(job.directory().resolve("staged").resolve("image_url")), PICTURE)) {
            throw new IllegalStateException("not the picture");
        }
        Files.write(job.directory().resolve("model_glb.glb"), MODEL);
        return new Outcome.Succeeded(Json.text(Map.of("files",
                List.of(Map.of("field", "model_glb", "name", "model_glb.glb", "suffix", "", "extension", "glb",
                        "mediaType", "model/gltf-binary")),
                "values", Map.of("seed", 7))));
    }

    private static byte[] bytes(int size, String head) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(first, 0, bytes, 0, first.length);
        return bytes;
    }

    private HttpResponse<byte[]> call(String method, String url, byte[] body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofMinutes(2))
                .header("authorization", "Key " + key)
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        if (headers.length > 0) request.headers(headers);
        return CLIENT.send(request.build(), BodyHandlers.ofByteArray());
    }

    private Map<String, Object> json(String method, String url, Map<String, Object> body, String... headers)
            throws Exception {
        HttpResponse<byte[]> answer = call(method, url, body.isEmpty() ? new byte[0] : Json.bytes(body), headers);
        assertThat(answer.statusCode()).as(new String(answer.body(), StandardCharsets.UTF_8)).isBetween(200, 299);
        return Json.object(new String(answer.body(), StandardCharsets.UTF_8));
    }

    private static String text(Map<String, Object> json, String field) { return String.valueOf(json.get(field)); }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) throw new AssertionError("did not happen within 60 s");
            LockSupport.parkNanos(10_000_000);
        }
    }

    private boolean completed(PixalServer by, String id) {
        try {
            return text(json("GET", by.url() + ENDPOINT + "/requests/" + id + "/status", Map.of()), "status")
                    .equals("COMPLETED");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String submit(PixalServer to, String... headers) throws Exception {
        String uri = "data:image/png;base64," + Base64.getEncoder().encodeToString(PICTURE);
        return text(json("POST", to.url() + ENDPOINT, Map.of("image_url", uri), headers), "request_id");
    }

    private String modelUrl(PixalServer by, String id) throws Exception {
        Map<String, Object> result = json("GET", by.url() + ENDPOINT + "/requests/" + id, Map.of());
        assertThat(result).containsEntry("seed", 7);
        return result.get("model_glb") instanceof Map<?, ?> file ? String.valueOf(file.get("url")) : "";
    }

    @Test
    void partsGoToAnyServerAndTheFileComesFromAny() throws Exception {
        byte[] whole = bytes(2_500_001, "");
        Map<String, Object> ticket = json("POST", server.url() + "/rest/storage/upload/initiate-multipart",
                Map.of("file_name", "big.bin", "content_type", "application/octet-stream"));
        String upload = text(ticket, "upload_url");
        List<Map<String, Object>> parts = new ArrayList<>();
        for (int n = 1; n <= 3; n++) {
            String address = upload.replaceFirst("\\?", "/" + n + "?");
            byte[] part = Arrays.copyOfRange(whole, (n - 1) * 1_000_000, Math.min(whole.length, n * 1_000_000));
            HttpResponse<byte[]> put = call("PUT",
                    n % 2 == 0 ? address.replace(server.url(), other.url()) : address, part);
            parts.add(Map.of("partNumber", n, "etag", put.headers().firstValue("etag").orElseThrow()));
        }
        json("POST", upload.replaceFirst("\\?", "/complete?").replace(server.url(), other.url()),
                Map.of("parts", parts));
        String url = text(ticket, "file_url");
        assertThat(call("GET", url, new byte[0]).body()).isEqualTo(whole);
        HttpResponse<byte[]> range = call("GET", url, new byte[0], "range", "bytes=1000000-1000009");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(whole, 1_000_000, 1_000_010));
        assertThat(data.resolve("a/files")).as("the server's own files").doesNotExist();
    }

    @Test
    void whoeverMayReadIsSentToTheStoreAndNobodyElse() throws Exception {
        Map<String, Object> ticket = json("POST", other.url() + "/rest/storage/upload/initiate",
                Map.of("file_name", "page.svg", "content_type", "image/svg+xml"), "x-fal-object-lifecycle",
                "{\"initial_acl\":{\"default\":\"hide\"}}");
        call("PUT", text(ticket, "upload_url"), PICTURE);
        String url = text(ticket, "file_url");
        HttpResponse<byte[]> sent = call("GET", url, new byte[0]);
        assertThat(sent.statusCode()).isEqualTo(302);
        assertThat(sent.headers().firstValue("cache-control")).hasValue("no-store");
        HttpResponse<byte[]> from = CLIENT.send(
                HttpRequest.newBuilder(URI.create(sent.headers().firstValue("location").orElseThrow())).build(),
                BodyHandlers.ofByteArray());
        assertThat(from.body()).isEqualTo(PICTURE);
        assertThat(CLIENT.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
                .statusCode()).isEqualTo(404);
        assertThat(call("HEAD", url, new byte[0]).headers().firstValueAsLong("content-length"))
                .hasValue(PICTURE.length);
    }

    @Test
    void aPictureInTheInputBecomesAFileAndGoesWithTheRequest() throws Exception {
        mayEnd.countDown();
        String id = submit(other, "idempotency-key", "once");
        assertThat(submit(server, "idempotency-key", "once")).as("the same input, though it is a file").isEqualTo(id);
        await(() -> completed(other, id));
        assertThat(call("GET", modelUrl(server, id), new byte[0]).body()).isEqualTo(MODEL);
        Map<String, Object> history = json("GET",
                other.url() + "/v1/models/requests/search?expand=payloads&request_id=" + id, Map.of());
        String shown = Json.text(history).replaceFirst(".*\"image_url\":\"([^\"]*)\".*", "$1");
        assertThat(shown).startsWith(other.url() + "/files/b/");
        assertThat(call("GET", shown.replace(other.url(), server.url()), new byte[0]).body()).isEqualTo(PICTURE);
        try (Store store = Stores.open(store())) {
            assertThat(store.requests().input(id).orElseThrow()).hasSizeLessThan(500).contains("/files/b/");
            assertThat(store.files().ofRequest(id)).hasSize(2);
            json("DELETE", server.url() + "/v1/models/requests/" + id + "/payloads", Map.of());
            assertThat(store.files().ofRequest(id)).isEmpty();
        }
        Path kept = folder.resolve("objects/buckets/pixal3d");
        try (Stream<Path> left = Files.walk(kept)) {
            assertThat(left.filter(Files::isRegularFile).map(kept::relativize)
                    .filter(object -> object.startsWith(data.getFileName()))).isEmpty();
        }
    }

    @Test
    void aStoreThatIsAwayWhileARunEndsLosesNothing() throws Exception {
        String id = submit(server);
        started.await();
        String before = text(json("POST", server.url() + "/rest/storage/upload/initiate",
                Map.of("file_name", "x", "content_type", "text/plain")), "upload_url");
        objects.kill();
        mayEnd.countDown();
        HttpResponse<byte[]> refused = call("PUT", before, PICTURE);
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(completed(server, id)).isFalse();
        objects.restart();
        await(() -> completed(server, id));
        assertThat(call("GET", modelUrl(server, id), new byte[0]).body()).isEqualTo(MODEL);
        assertThat(call("PUT", before, PICTURE).statusCode()).as("sent again").isEqualTo(200);
    }
}
