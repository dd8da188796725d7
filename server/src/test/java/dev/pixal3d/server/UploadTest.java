// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UploadTest {
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(c -> c.with(new ServerConfig.Limits(c.limits().jsonBytes(), 3 << 20,
                c.limits().headerBytes(), 1000, 1000, 10, c.limits().downloadBytes())));
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static Reply initiate(String kind, String name, String type, String... headers) {
        return server.call("POST", "/rest/storage/upload/" + kind + "?storage_type=fal-cdn-v3",
                Map.of("file_name", name, "content_type", type), headers);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static List<Map<String, Object>> putParts(String uploadUrl, byte[] all, int size) {
        List<Map<String, Object>> parts = new ArrayList<>();
        String[] split = uploadUrl.split("\\?", 2);
        for (int n = 1; (n - 1) * size < all.length; n++) {
            byte[] part = Arrays.copyOfRange(all, (n - 1) * size, Math.min(all.length, n * size));
            String query = split.length > 1 ? "?" + split[1] : "";
            Reply reply = server.put(split[0] + "/" + n + query, part, "authorization", "");
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.json()).containsEntry("partNumber", n).containsEntry("etag", reply.header("etag"));
            parts.add(Map.of("partNumber", n, "etag", reply.string("etag")));
        }
        return parts;
    }

    private static String complete(String uploadUrl) { return uploadUrl.replaceFirst("\\?|$", "/complete$0"); }

    @Test
    void aSingleUploadComesBackAsItWent() {
        byte[] bytes = random(1 << 20);
        Reply ticket = initiate("initiate", "dog photo.png", "text/plain");
        String url = ticket.string("file_url");
        assertThat(url).matches(server.url() + "/files/b/[0-9a-f]{8}/[A-Za-z0-9_-]{21}_dog_photo\\.png");
        assertThat(server.get(url, "authorization", "").status()).isEqualTo(404);
        Reply put = server.put(ticket.string("upload_url"), bytes, "authorization", "", "content-type", "text/plain");
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("content-type")).doesNotContain("json");
        Reply get = server.get(url, "authorization", "");
        assertThat(get.bytes()).isEqualTo(bytes);
        assertThat(get.header("content-type")).isEqualTo("text/plain");
    }

    @Test
    void theBytesDecideTheTypeWhereTheyTell() {
        byte[] glb = FakeEngine.glb();
        Reply ticket = initiate("initiate", "x.octet", "application/octet-stream");
        server.put(ticket.string("upload_url"), glb, "authorization", "");
        assertThat(server.get(ticket.string("file_url")).header("content-type")).isEqualTo("model/gltf-binary");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../../etc/passwd", "..\\..\\boot.ini", "a/b/c.png", ".hidden", "", "…/ü ö.svg+xml",
            "a\u0000b",
            "....", "1795353158313.octet"})
    void hostileNamesStayInside(String name) throws IOException {
        Reply ticket = initiate("initiate", name, "image/png");
        assertThat(server.put(ticket.string("upload_url"), new byte[]{1}, "authorization", "").status()).isEqualTo(200);
        assertThat(server.get(ticket.string("file_url")).bytes()).containsExactly(1);
        Path root = Path.of(DataFolder.files(server.directory())).toAbsolutePath().normalize();
        try (Stream<Path> outside = Files.list(server.directory())) {
            assertThat(outside.map(p -> p.getFileName().toString())).allMatch(
                    p -> List.of("files", "scratch", "native").contains(p) || p.startsWith("pixal3d.db"));
        }
        assertThat(ticket.string("file_url")).doesNotContain("..");
        assertThat(root).isDirectory();
    }

    @Test
    void wrongSignaturesAreForbidden() {
        String url = initiate("initiate", "a", "text/plain").string("upload_url");
        for (String bad : List.of(url + "x", url.replaceFirst("exp=\\d+", "exp=99999999999"),
                url.replaceFirst("\\?.*", ""),
                url.replaceFirst("/up/(..)", "/up/AA"), url.replaceFirst("exp=\\d+", "exp=1"))) {
            Reply reply = server.put(bad, new byte[]{1}, "authorization", "");
            assertThat(reply.status()).isEqualTo(403);
            assertThat(reply.json()).containsKeys("detail", "message");
        }
    }

    @Test
    void tooLargeAFileIsRefused() {
        Reply ticket = initiate("initiate", "a", "text/plain");
        assertThat(server.put(ticket.string("upload_url"), new byte[(3 << 20) + 1], "authorization", "").status())
                .isEqualTo(413);
        assertThat(server.get(ticket.string("file_url")).status()).isEqualTo(404);
    }

    @Test
    void partsBecomeOneFile() {
        byte[] bytes = random(2_500_001);
        Reply ticket = initiate("initiate-multipart", "big.bin", "application/octet-stream");
        List<Map<String, Object>> parts = putParts(ticket.string("upload_url"), bytes, 1_000_000);
        assertThat(parts).hasSize(3);
        putParts(ticket.string("upload_url"), Arrays.copyOf(bytes, 1_000_000), 1_000_000);
        Reply done = server.call("POST", complete(ticket.string("upload_url")), Map.of("parts", parts.reversed()),
                "authorization", "");
        assertThat(done.status()).isEqualTo(200);
        assertThat(server.get(ticket.string("file_url")).bytes()).isEqualTo(bytes);
    }

    @Test
    void incompletePartsAreRefused() {
        byte[] bytes = random(300);
        Reply ticket = initiate("initiate-multipart", "big.bin", "application/octet-stream");
        String end = complete(ticket.string("upload_url"));
        List<Map<String, Object>> parts = putParts(ticket.string("upload_url"), bytes, 100);
        Map<String, Object> ghost = Map.of("partNumber", 4, "etag", "\"00000000000000000000000000000000\"");
        for (Object bad : List.of(List.of(), List.of(parts.get(0), parts.get(2)), List.of(parts.get(0), parts.get(0)),
                Stream.concat(parts.stream(), Stream.of(ghost)).toList(),
                List.of(Map.of("partNumber", 1, "etag", "../../x")), "x")) {
            assertThat(server.call("POST", end, Map.of("parts", bad), "authorization", "").status()).isEqualTo(400);
        }
        assertThat(server.get(ticket.string("file_url")).status()).isEqualTo(404);
        String[] split = ticket.string("upload_url").split("\\?");
        assertThat(server.put(split[0] + "/2?" + split[1], new byte[0], "authorization", "").status()).isEqualTo(400);
        assertThat(server.put(split[0] + "/0?" + split[1], bytes, "authorization", "").status()).isEqualTo(400);
    }

    @Test
    void aShortMiddlePartIsRefused() {
        Reply ticket = initiate("initiate-multipart", "big.bin", "application/octet-stream");
        List<Map<String, Object>> parts = new ArrayList<>(putParts(ticket.string("upload_url"), random(200), 100));
        String[] split = ticket.string("upload_url").split("\\?");
        Reply third = server.put(split[0] + "/3?" + split[1], random(150), "authorization", "");
        parts.add(Map.of("partNumber", 3, "etag", third.string("etag")));
        assertThat(
                server.call("POST", complete(ticket.string("upload_url")), Map.of("parts", parts), "authorization", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void pythonsTokenUploadsThroughTheCdn() {
        Reply token = server.call("POST", "/rest/storage/auth/token?storage_type=fal-cdn-v3", Map.of());
        assertThat(token.json()).containsEntry("token_type", "Bearer").containsEntry("base_url", server.url() + "/cdn");
        assertThat(token.string("expires_at")).endsWith("+00:00");
        assertThat(OffsetDateTime.parse(token.string("expires_at")))
                .isAfter(OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
        String bearer = "Bearer " + token.string("token");
        Reply upload = server.call("POST", "/cdn/files/upload", "hello", "authorization", bearer, "content-type",
                "text/plain", "x-fal-file-name", "a.txt");
        assertThat(server.get(upload.string("access_url"), "authorization", "").text()).isEqualTo("hello");
        assertThat(server.call("POST", "/cdn/files/upload", "hello", "authorization", bearer + "x").status())
                .isEqualTo(401);
        assertThat(server.call("POST", "/cdn/files/upload", "hello", "authorization", "").status()).isEqualTo(401);
        assertThat(server.get(server.at("x", "/status"), "authorization", bearer).status()).isEqualTo(401);
    }

    @Test
    void pythonsPartsGoBelowTheFilesAddress() {
        byte[] bytes = random(250);
        Reply start = server.call("POST", "/cdn/files/upload/multipart", "", "x-fal-file-name", "b.bin", "content-type",
                "application/octet-stream");
        String base = start.string("access_url") + "/multipart/" + start.string("uploadId");
        List<Map<String, Object>> parts = putParts(base, bytes, 100);
        assertThat(server.put(base + "/2", new byte[0]).status()).isEqualTo(400);
        assertThat(server.put(base.replaceFirst("_b\\.bin", "_c.bin") + "/1", bytes).status()).isEqualTo(403);
        assertThat(server.call("POST", base + "/complete", Map.of("parts", parts)).status()).isEqualTo(200);
        assertThat(server.get(start.string("access_url")).bytes()).isEqualTo(bytes);
    }

    @Test
    void uploadsExpireAsAsked() {
        Reply ticket = initiate("initiate", "a.txt", "text/plain", "x-fal-object-lifecycle",
                "{\"expiration_duration_seconds\":1}");
        server.put(ticket.string("upload_url"), new byte[]{1}, "authorization", "");
        Reply fresh = server.get(ticket.string("file_url"));
        assertThat(fresh.status()).isEqualTo(200);
        assertThat(fresh.header("cache-control")).doesNotContain("immutable");
        TestServer.await(() -> server.get(ticket.string("file_url")).status() == 404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"?storage_type=gcs", "?storage_type=fal-cdn-v3", "?storage_type=fal-cdn", "", "/"})
    void everyKindOfStorageIsThisOne(String query) {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate" + query,
                "{\"file_name\":\"a.png\",\"content_type\":\"image/png\"}");
        assertThat(ticket.status()).isEqualTo(200);
        assertThat(ticket.json()).containsOnlyKeys("file_url", "upload_url");
        assertThat(server.put(ticket.string("upload_url"), new byte[]{1}, "authorization", "").status()).isEqualTo(200);
        assertThat(server.get(ticket.string("file_url"), "authorization", "").bytes()).containsExactly(1);
    }

    @Test
    void aPartThatBrokeOffIsSentAgain() throws IOException {
        byte[] bytes = random(2000);
        Reply ticket = initiate("initiate-multipart", "b.bin", "application/octet-stream");
        String[] split = ticket.string("upload_url").split("\\?");
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.getOutputStream().write(("PUT " + split[0].substring(server.url().length()) + "/2?" + split[1]
                    + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nhalf").getBytes(
                            StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .doesNotStartWith("HTTP/1.1 2");
        }
        List<Map<String, Object>> parts = putParts(ticket.string("upload_url"), bytes, 1000);
        assertThat(server
                .call("POST", complete(ticket.string("upload_url")), Map.of("parts", parts), "authorization", "")
                .status()).isEqualTo(200);
        assertThat(server.get(ticket.string("file_url")).bytes()).isEqualTo(bytes);
    }
}
