// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DownloadTest {
    private static final byte[] BYTES = new byte[1000];
    private static TestServer server;
    private static String url;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start();
        for (int i = 0; i < BYTES.length; i++) BYTES[i] = (byte) i;
        url = upload("a.bin", "application/octet-stream", BYTES);
    }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    private static String upload(String name, String type, byte[] bytes, String... headers) {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate",
                Map.of("file_name", name, "content_type", type),
                headers);
        assertThat(server.put(ticket.string("upload_url"), bytes, "authorization", "", "content-type", type).status())
                .isEqualTo(200);
        return ticket.string("file_url");
    }

    @Test
    void wholeFilesHaveTheirHeaders() {
        Reply get = server.get(url, "authorization", "");
        assertThat(get.bytes()).isEqualTo(BYTES);
        assertThat(get.header("content-length")).isEqualTo("1000");
        assertThat(get.header("accept-ranges")).isEqualTo("bytes");
        assertThat(get.header("etag")).matches("\"[0-9a-f]{32}\"");
        assertThat(get.header("cache-control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(get.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(get.header("content-disposition")).isEqualTo("inline; filename=\"a.bin\"");
        assertThat(server.get(url + "?download=1").header("content-disposition")).startsWith("attachment");
        Reply head = server.call("HEAD", url);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("1000");
        assertThat(head.bytes()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"bytes=0-9,0,9", "bytes=990-,990,999", "bytes=-10,990,999", "bytes=5-5,5,5", "bytes=990-5000,990,999",
            "bytes=-5000,0,999"})
    void aRangeIsThatPart(String range, int first, int last) {
        Reply reply = server.get(url, "range", range);
        assertThat(reply.status()).isEqualTo(206);
        assertThat(reply.header("content-range")).isEqualTo("bytes " + first + "-" + last + "/1000");
        assertThat(reply.bytes()).isEqualTo(Arrays.copyOfRange(BYTES, first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,5-6", "bytes=x-y", "lines=1-2", "bytes=9-5", "bytes=-", "bytes"})
    void whatIsNoSingleRangeIsTheWhole(String range) {
        assertThat(server.get(url, "range", range).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=1000-", "bytes=5000-6000", "bytes=-0"})
    void aRangeOutsideIsNotSatisfiable(String range) {
        Reply reply = server.get(url, "range", range);
        assertThat(reply.status()).isEqualTo(416);
        assertThat(reply.header("content-range")).isEqualTo("bytes */1000");
    }

    @Test
    void validatorsSaveTheTransfer() {
        String etag = server.get(url).header("etag");
        assertThat(server.get(url, "if-none-match", etag).status()).isEqualTo(304);
        assertThat(server.get(url, "if-none-match", "\"other\"").status()).isEqualTo(200);
        assertThat(server.get(url, "range", "bytes=0-1", "if-range", etag).status()).isEqualTo(206);
        assertThat(server.get(url, "range", "bytes=0-1", "if-range", "\"other\"").status()).isEqualTo(200);
    }

    @Test
    void emptyFilesAreServed() {
        String empty = upload("e", "text/plain", new byte[0]);
        assertThat(server.get(empty).bytes()).isEmpty();
        assertThat(server.get(empty, "range", "bytes=0-").status()).isEqualTo(416);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files/b/0a86b61d/DNmTkiWHUQ8k-rG6aussB_x.glb", "/files/b/../../pixal3d.db",
            "/files/%2e%2e/pixal3d.db", "/files/b/%2e%2e%2f%2e%2e%2fpixal3d.db", "/files/tmp/x", "/files/",
            "/files/b/x"})
    void whatIsNoFileOfTheStoreIsNotServed(String path) { assertThat(server.get(path).status()).isIn(400, 404); }

    @Test
    void filesThatBrowsersWouldRunAreDefused() {
        String html = upload("x.html", "text/html",
                "<script>alert(1)</script>".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Reply reply = server.get(html);
        assertThat(reply.header("content-disposition")).startsWith("attachment");
        assertThat(reply.header("content-security-policy")).contains("sandbox");
    }

    @Test
    void accessRulesDecideWhoReads() {
        String friend = server.newKey();
        String forbidden = upload("a", "text/plain", BYTES, "x-fal-object-lifecycle",
                "{\"initial_acl\":{\"default\":\"forbid\",\"rules\":[{\"user\":\"" + friend.split(":")[0]
                        + "\",\"decision\":\"allow\"}]}}");
        assertThat(server.get(forbidden, "authorization", "").status()).isEqualTo(403);
        assertThat(server.get(forbidden, "authorization", "Key " + server.newKey()).status()).isEqualTo(403);
        assertThat(server.get(forbidden, "authorization", "Key " + friend).status()).isEqualTo(200);
        assertThat(server.get(forbidden).status()).as("the owner").isEqualTo(200);
        String hidden = upload("a", "text/plain", BYTES, "x-fal-object-lifecycle",
                "{\"initial_acl\":{\"default\":\"hide\"}}");
        assertThat(server.get(hidden, "authorization", "").status()).isEqualTo(404);
    }

    @Test
    void outputsFollowTheRequestsLifecycle() {
        String id = server.submit(Map.of("image_url", TestServer.PICTURE), "x-fal-object-lifecycle-preference",
                "{\"expiration_duration_seconds\":1,\"initial_acl\":{\"default\":\"forbid\"}}").id();
        server.completed(id);
        String glb = String.valueOf(server.get(server.at(id, "")).object("model_glb").get("url"));
        assertThat(server.get(glb, "authorization", "").status()).isEqualTo(403);
        TestServer.await(() -> server.get(glb, "authorization", "").status() == 404);
    }
}
