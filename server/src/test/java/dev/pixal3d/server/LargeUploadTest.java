// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.core.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The sizes at which clients change their ways: JavaScript sends more than 90 MiB in parts of 10 MiB, Python more than
 * 100 MiB.
 */
class LargeUploadTest {
    private static final int JAVASCRIPT_SINGLE = 94_371_840;
    private static final int PYTHON_SINGLE = 104_857_600;
    private static final int PART = 10 << 20;
    private static final byte[] BYTES = new byte[PYTHON_SINGLE + 1];
    private static TestServer server;

    @BeforeAll
    static void start() throws IOException {
        new Random(90).nextBytes(BYTES);
        server = TestServer.start();
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static Reply initiate(String kind) {
        return server.call("POST", "/rest/storage/upload/" + kind + "?storage_type=fal-cdn-v3",
                Map.of("content_type", "application/octet-stream", "file_name", "big.bin"));
    }

    private static Reply send(String method, String url, int from, int to, String... headers) {
        HttpRequest bare = server.request(method, url, null, headers);
        return server.send(HttpRequest.newBuilder(bare, (_, _) -> true)
                .method(method, BodyPublishers.ofByteArray(BYTES, from, to - from)).build());
    }

    private static void assertStored(String url, int size) throws Exception {
        MessageDigest digest = Sha256.digest();
        InputStream body = server.client()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofInputStream()).body();
        try (InputStream in = new DigestInputStream(body, digest)) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
        }
        MessageDigest expected = Sha256.digest();
        new DigestInputStream(new ByteArrayInputStream(BYTES, 0, size), expected)
                .transferTo(java.io.OutputStream.nullOutputStream());
        assertThat(HexFormat.of().formatHex(digest.digest())).isEqualTo(HexFormat.of().formatHex(expected.digest()));
    }

    private static List<Map<String, Object>> parts(String before, String after, int size, String... headers) {
        List<Map<String, Object>> parts = new ArrayList<>();
        for (int from = 0; from < size; from += PART) {
            int number = parts.size() + 1;
            Reply reply = send("PUT", before + "/" + number + after, from, Math.min(size, from + PART), headers);
            assertThat(reply.status()).as(reply.text()).isEqualTo(200);
            assertThat(reply.header("etag")).isEqualTo(reply.string("etag"));
            parts.add(Map.of("partNumber", number, "etag", reply.string("etag")));
        }
        return parts;
    }

    @Test
    void exactlyNinetyMebibytesGoInOnePiece() throws Exception {
        Reply ticket = initiate("initiate");
        assertThat(send("PUT", ticket.string("upload_url"), 0, JAVASCRIPT_SINGLE, "authorization", "").status())
                .isEqualTo(200);
        assertStored(ticket.string("file_url"), JAVASCRIPT_SINGLE);
    }

    @Test
    void oneByteMoreGoesInTenParts() throws Exception {
        Reply ticket = initiate("initiate-multipart");
        String[] split = ticket.string("upload_url").split("\\?");
        List<Map<String, Object>> parts = parts(split[0], "?" + split[1], JAVASCRIPT_SINGLE + 1, "authorization", "");
        assertThat(parts).hasSize(10);
        assertThat(server.call("POST", split[0] + "/complete?" + split[1], Map.of("parts", parts), "authorization", "")
                .status()).isEqualTo(200);
        assertStored(ticket.string("file_url"), JAVASCRIPT_SINGLE + 1);
    }

    @Test
    void pythonsLargeFilesGoBelowTheFilesAddress() throws Exception {
        Reply start = server.call("POST", "/cdn/files/upload/multipart", "", "x-fal-file-name", "big.bin",
                "content-type", "application/octet-stream", "accept", "application/json");
        String base = start.string("access_url") + "/multipart/" + start.string("uploadId");
        List<Map<String, Object>> parts = parts(base, "", PYTHON_SINGLE + 1);
        assertThat(parts).hasSize(11);
        assertThat(server.call("POST", base + "/complete", Map.of("parts", parts.reversed())).status()).isEqualTo(200);
        assertStored(start.string("access_url"), PYTHON_SINGLE + 1);
    }
}
