// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.outbound.PublicAddresses;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureTest {
    private static final byte[] PNG = TestPictures.png(64, 64);
    private static TestServer server;
    private static com.sun.net.httpserver.HttpServer web;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(c -> c.with(new ServerConfig.Limits(c.limits().jsonBytes(), c.limits().uploadBytes(),
                c.limits().headerBytes(), 1000, 1000, 10, 100_000)));
        web = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        web.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        web.createContext("/", PictureTest::serve);
        web.start();
        address = "http://127.0.0.1:" + web.getAddress().getPort();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
        web.stop(0);
    }

    private static void serve(HttpExchange x) throws IOException {
        String path = x.getRequestURI().getPath();
        byte[] body = switch (path) {
            case "/good.png", "/hops/0" -> PNG;
            case "/big.png" -> new byte[100_001];
            case "/text.txt" -> "just text".getBytes(StandardCharsets.US_ASCII);
            case "/empty" -> new byte[0];
            default -> new byte[0];
        };
        int status = 200;
        if (path.startsWith("/hops/") && !path.equals("/hops/0")) {
            int left = Integer.parseInt(path.substring(6));
            x.getResponseHeaders().add("location", "/hops/" + (left - 1));
            status = 302;
        } else if (path.equals("/loop")) {
            x.getResponseHeaders().add("location", address + "/loop");
            status = 301;
        } else if (path.equals("/to-file")) {
            x.getResponseHeaders().add("location", "file:///etc/passwd");
            status = 302;
        } else if (path.equals("/missing")) { status = 404; }
        x.sendResponseHeaders(status, status == 200 && body.length > 0 ? body.length : -1);
        if (status == 200) x.getResponseBody().write(body);
        x.close();
    }

    private static Reply run(String url) {
        return server.call("POST", "/run/fal-ai/pixal3d", Map.of("image_url", url, "seed", 1));
    }

    private static String data(byte[] bytes, String type) {
        return "data:" + type + ";base64," + Base64.getEncoder().encodeToString(bytes);
    }

    private static void assertViolation(Reply reply, String type) {
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.violation()).containsEntry("type", type).containsEntry("loc",
                java.util.List.of("body", "image_url"));
    }

    @Test
    void dataUrisOfAnyFormAreRead() {
        String percent = "data:image/png," + URLEncoder.encode(new String(PNG, StandardCharsets.ISO_8859_1),
                StandardCharsets.ISO_8859_1).replace("+", "%20");
        for (String uri : java.util.List.of(data(PNG, "image/png"), data(PNG, "text/plain;charset=utf-8"),
                data(PNG, ""),
                percent, data(PNG, "image/png").replace("data:", "DATA:"),
                data(PNG, "image/png").replace("+", "-").replace("/9", "_9").replace("image-png", "image/png"))) {
            assertThat(run(uri).status()).as(uri.substring(0, 40)).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif", "bmp", "tif"})
    void theFormatsAreRead(String format) {
        assertThat(run(data(TestPictures.encoded(format, 80, 60), "x/y")).status()).isEqualTo(200);
    }

    @Test
    void otherFormatsAreNamedUnsupported() {
        byte[] jpeg2000 = "\0\0\0\fjP  \r\n".getBytes(StandardCharsets.ISO_8859_1);
        Reply reply = run(data(jpeg2000, "image/jp2"));
        assertViolation(reply, "unsupported_image_format");
        assertThat(String.valueOf(reply.violation().get("ctx"))).contains("supported_formats", ".png", ".webp");
    }

    @Test
    void whatIsNoPictureIsRefused() {
        assertViolation(run(data(TestPictures.svg(), "image/svg+xml")), "unsupported_image_format");
        assertThat(run(address + "/text.txt").violation().get("type")).isIn("image_load_error",
                "unsupported_image_format");
        assertViolation(run(address + "/empty"), "image_load_error");
        assertViolation(run(data(Arrays.copyOf(PNG, PNG.length / 2), "image/png")), "image_load_error");
        assertViolation(run("data:image/png;base64,%%%"), "image_load_error");
        assertViolation(run("data:nothing"), "image_load_error");
        assertViolation(run("data:,"), "image_load_error");
    }

    @Test
    void aBombIsRefusedByItsHeader() {
        assertViolation(run(data(TestPictures.bomb(60_000), "image/png")), "image_too_large");
    }

    @Test
    void aVeryLargePictureIsScaledDownAndThatIsSaid() {
        String uri = data(TestPictures.greyPng(8000, 6500), "image/png");
        Reply reply = server.call("POST", "/run/fal-ai/pixal3d/prepare", Map.of("image_url", uri));
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(reply.text()).contains("very large (8000 x 6500 pixels), scaled down to 4000 x 3250");
        assertThat(run(uri).status()).isEqualTo(200);
    }

    @Test
    void aDataUriBeyondTheLimitIsTooLarge() {
        Reply reply = run("data:image/png;base64," + "A".repeat(10 << 20));
        assertViolation(reply, "file_too_large");
        assertThat(reply.violation().get("ctx")).isEqualTo(Map.of("max_size", 10 << 20));
        assertThat(reply.bytes().length).isLessThan(5000);
    }

    @Test
    void urlsAreFetchedWithRedirects() {
        assertThat(run(address + "/good.png").status()).isEqualTo(200);
        assertThat(run(address + "/hops/5").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/missing", "/loop", "/hops/6", "/to-file"})
    void urlsThatLeadNowhereAreDownloadErrors(String path) {
        assertViolation(run(address + path), "file_download_error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://example.com/a.png", "file:///etc/passwd", "http://", "nonsense",
            "http://127.0.0.1:1/a.png",
            "gopher://x", "javascript:alert(1)"})
    void otherAddressesAreDownloadErrors(String url) { assertViolation(run(url), "file_download_error"); }

    /** Accepted, it would hold a place in the queue and a worker, only to fail. */
    @Test
    void whatCannotBeReachedIsRefusedAtSubmit() throws IOException {
        try (TestServer strict = TestServer
                .start(c -> c.with(new ServerConfig.Access(false, false, c.access().proxyKey())))) {
            for (String url : java.util.List.of("nonsense", "http://h:65536/", "http://1.2.3.400/", "http://a..b/",
                    "http://127.1/a.png", "http://[::ffff:10.0.0.1]/", "http://localhost:1/", "ftp://h/a.png")) {
                Reply reply = strict.submit(Map.of("image_url", url));
                assertThat(reply.status()).isEqualTo(200);
                // decided already: no worker has seen it
                assertThat(strict.get(strict.at(reply.id(), "/status")).string("status")).as(url)
                        .isEqualTo("COMPLETED");
                assertViolation(strict.get(strict.at(reply.id(), "")), "file_download_error");
            }
            assertThat(strict.engine.seeds()).isEmpty();
        }
    }

    @Test
    void whatLoadersAcceptIsFetched() {
        assertThat(run(" " + address + "/./hops/../good.png?a|b={c}[d]#e\n").status()).isEqualTo(200);
        assertThat(run(address.replace("http://", "HTTP:\\\\u:p@") + "/good.png").status()).isEqualTo(200);
        assertThat(run(" " + data(PNG, "image/png") + " ").status()).isEqualTo(200);
    }

    @Test
    void tooLongAnAnswerIsTooLarge() { assertViolation(run(address + "/big.png"), "file_too_large"); }

    @Test
    void ownFilesAreReadWithoutHttp() {
        Reply ticket = server.call("POST", "/rest/storage/upload/initiate",
                Map.of("file_name", "a.png", "content_type", "image/png"));
        server.put(ticket.string("upload_url"), PNG, "authorization", "");
        String elsewhere = ticket.string("file_url").replaceFirst("http://[^/]+", "https://unreachable.invalid");
        assertThat(run(ticket.string("file_url")).status()).isEqualTo(200);
        assertThat(run(elsewhere).status()).isEqualTo(200);
    }

    @Test
    void privateAddressesAreRefusedUnlessAllowed() throws IOException {
        try (TestServer strict = TestServer
                .start(c -> c.with(new ServerConfig.Access(false, false, c.access().proxyKey())))) {
            for (String host : java.util.List.of("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]",
                    "[::ffff:127.0.0.1]")) {
                Reply reply = strict.call("POST", "/run/fal-ai/pixal3d",
                        Map.of("image_url", "http://" + host + ":" + web.getAddress().getPort() + "/good.png"));
                assertThat(reply.status()).as(host).isEqualTo(422);
                assertThat(reply.violation()).containsEntry("type", "file_download_error");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8.8.8.8,true", "127.0.0.1,false", "10.1.2.3,false", "172.16.0.1,false", "172.32.0.1,true",
            "192.168.1.1,false",
            "169.254.169.254,false", "100.64.0.1,false", "100.128.0.1,true", "0.0.0.0,false", "224.0.0.1,false",
            "255.255.255.255,false", "168.63.129.16,false", "168.63.129.17,true", "192.0.0.1,false", "198.18.0.1,false",
            "203.0.113.5,false", "::1,false",
            "fe80::1,false",
            "fc00::1,false", "fd12::1,false", "64:ff9b::7f00:1,false", "2002:7f00:1::,false", "2001:0:1::,false",
            "2001:db8::1,false", "2606:4700::1111,true", "::ffff:10.0.0.1,false", "ff02::1,false", "::,false"})
    void publicAddressesAreToldFromOthers(String address, boolean open) throws IOException {
        assertThat(PublicAddresses.isPublic(InetAddress.getByName(address))).isEqualTo(open);
    }
}
