// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.pixal3d.core.Sha256;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.webhook.WebhookSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
    private static TestServer server;
    private com.sun.net.httpserver.HttpServer receiver;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Integer> answers = new LinkedBlockingQueue<>();

    private record Message(Map<String, String> headers, byte[] body) {
        Map<String, Object> json() { return Json.object(new String(body, StandardCharsets.UTF_8)); }
    }

    @BeforeAll
    static void start() throws IOException { server = TestServer.start(); }

    @AfterAll
    static void stop() throws IOException { server.close(); }

    @BeforeEach
    void listen() throws IOException {
        receiver = com.sun.net.httpserver.HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                0);
        receiver.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        receiver.createContext("/", this::receive);
        receiver.start();
    }

    @AfterEach
    void close() { receiver.stop(0); }

    private void receive(HttpExchange x) throws IOException {
        Map<String, String> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        x.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        messages.add(new Message(headers, x.getRequestBody().readAllBytes()));
        Integer answer = answers.poll();
        if (answer != null && answer == 0) {
            long past = System.nanoTime() + 3_500_000_000L;
            TestServer.await(() -> System.nanoTime() > past);
        }
        if (answer != null && answer == 302) x.getResponseHeaders().add("location", "/elsewhere");
        x.sendResponseHeaders(answer == null || answer == 0 ? 200 : answer, -1);
        x.close();
    }

    private String submit(Map<String, Object> input) {
        String url = "http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook?a=b&c=d";
        Reply reply = server.call("POST",
                "/queue/fal-ai/pixal3d?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8),
                input);
        assertThat(reply.status()).isEqualTo(200);
        return reply.id();
    }

    private Message next() throws InterruptedException {
        Message message = messages.poll(60, TimeUnit.SECONDS);
        if (message == null) throw new AssertionError("no webhook came");
        return message;
    }

    private static void verify(Message message) throws GeneralSecurityException {
        String text = message.headers.get("x-fal-webhook-request-id") + "\n"
                + message.headers.get("x-fal-webhook-user-id")
                + "\n" + message.headers.get("x-fal-webhook-timestamp") + "\n"
                + Sha256.hex(message.body);
        byte[] signature = HexFormat.of().parseHex(message.headers.get("x-fal-webhook-signature"));
        int good = 0;
        List<?> keys = (List<?>) Objects
                .requireNonNull(server.get("/rest/.well-known/jwks.json", "authorization", "").json().get("keys"));
        for (Object item : keys) {
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(publicKey(Base64.getUrlDecoder().decode(String.valueOf(((Map<?, ?>) item).get("x")))));
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            if (verifier.verify(signature)) good++;
        }
        assertThat(good).as("the current key, with both paddings").isEqualTo(2);
    }

    private static java.security.PublicKey publicKey(byte[] raw) throws GeneralSecurityException {
        byte[] big = new byte[32];
        for (int i = 0; i < 32; i++) big[i] = raw[31 - i];
        boolean odd = (big[0] & 0x80) != 0;
        big[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519").generatePublic(
                new EdECPublicKeySpec(NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, big))));
    }

    @Test
    void aSuccessIsToldSigned() throws Exception {
        String id = submit(Map.of("image_url", TestServer.PICTURE, "seed", 42));
        Message message = next();
        assertThat(message.json()).containsEntry("request_id", id).containsEntry("gateway_request_id", id)
                .containsEntry("status", "OK").doesNotContainKey("error");
        assertThat(new String(message.body, StandardCharsets.UTF_8)).startsWith(
                "{\"request_id\":\"" + id + "\",\"gateway_request_id\":\"" + id + "\",\"status\":\"OK\",\"payload\":{");
        assertThat(String.valueOf(message.json().get("payload"))).contains(server.url() + "/files/b/")
                .contains("seed=42");
        assertThat(message.headers).containsEntry("x-fal-webhook-request-id", id)
                .containsEntry("x-fal-webhook-user-id", server.key().split(":")[0]);
        assertThat(message.headers.get("content-type")).contains("application/json");
        verify(message);
    }

    @Test
    void aFailureIsToldWithItsBody() throws Exception {
        submit(Map.of());
        Message message = next();
        assertThat(message.json()).containsEntry("status", "ERROR").containsEntry("error", "Invalid status code: 422");
        assertThat(String.valueOf(message.json().get("payload"))).contains("missing");
        verify(message);
    }

    @Test
    void aFailedDeliveryIsRepeatedWithTheSameBody() throws Exception {
        answers.addAll(List.of(500, 302, 404));
        submit(Map.of("image_url", TestServer.PICTURE));
        Message first = next();
        for (int i = 0; i < 3; i++) {
            Message again = next();
            assertThat(again.body).isEqualTo(first.body);
            verify(again);
        }
        assertThat(messages).isEmpty();
    }

    @Test
    void aSilentReceiverIsGivenUpAndTriedAgain() throws Exception {
        answers.add(0);
        submit(Map.of("image_url", TestServer.PICTURE));
        next();
        verify(next());
    }

    @Test
    void goneMeansGone() throws Exception {
        answers.add(410);
        submit(Map.of("image_url", TestServer.PICTURE));
        next();
        TestServer.await(() -> server.get("/metrics").text().contains("pixal3d_webhooks_total{outcome=\"given_up\"}"));
        assertThat(messages).isEmpty();
    }

    @Test
    void privateTargetsAreRefusedAtSubmitUnlessAllowed() throws Exception {
        try (TestServer strict = TestServer
                .start(c -> c.with(new ServerConfig.Access(false, false, c.access().proxyKey())))) {
            for (String host : List.of("127.0.0.1", "2130706433", "0x7f.1", "localhost", "[::ffff:127.0.0.1]")) {
                String url = "http://" + host + ":" + receiver.getAddress().getPort() + "/hook";
                Reply reply = strict.call("POST",
                        "/queue/fal-ai/pixal3d?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8),
                        Map.of("image_url", TestServer.PICTURE));
                assertThat(reply.status()).as(host).isEqualTo(400);
                assertThat(reply.text()).contains("fal_webhook", "not public");
            }
        }
        assertThat(messages).isEmpty();
    }

    /** Receivers that answer one byte at a time, for ever: others get theirs, and so does the same caller's next. */
    @Test
    void drippingReceiversStopNobodysWebhooks() throws Exception {
        try (ServerSocket dripping = new ServerSocket(0, 500, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> drip(dripping));
            for (int i = 0; i < 40; i++) {
                String url = "http://%s:%d/".formatted(List.of("127.0.0.1", "localhost").get(i % 2),
                        dripping.getLocalPort());
                assertThat(server.call("POST",
                        "/queue/fal-ai/pixal3d?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), Map.of())
                        .status()).isEqualTo(200);
            }
            String id = submit(Map.of());
            assertThat(next().json()).containsEntry("request_id", id);
        }
    }

    private static void drip(ServerSocket listener) {
        try {
            while (true) {
                Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        while (true) {
                            socket.getOutputStream().write('x');
                            LockSupport.parkNanos(50_000_000);
                        }
                    } catch (IOException _) {
                        Thread.currentThread().interrupt();
                    }
                });
            }
        } catch (IOException _) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp%3A%2F%2Fx%2Fy", "nonsense", "http%3A%2F%2F", "file%3A%2F%2F%2Fetc%2Fpasswd",
            "http%3A%2F%2Fh%3A65536%2F",
            "http%3A%2F%2Fh%3A0%2F", "http%3A%2F%2Fa..b%2F", "http%3A%2F%2F1.2.3.400%2F", "http%3A%2F%2Fa%2520b%2F"})
    void otherTargetsAreBadRequests(String url) {
        Reply reply = server.call("POST", "/queue/fal-ai/pixal3d?fal_webhook=" + url, Map.of());
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void whatLoadersAcceptIsDelivered() throws Exception {
        String url = " http://us:pw@127.0.0.1:" + receiver.getAddress().getPort() + "/a|b[1]/%7c?x={y} ";
        Reply reply = server.call("POST",
                "/queue/fal-ai/pixal3d?fal_webhook=" + URLEncoder.encode(url, StandardCharsets.UTF_8), Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        assertThat(next().headers).containsEntry("authorization", "Basic dXM6cHc=");
    }

    @Test
    void theKeySetHasBothPaddings() {
        Reply jwks = server.get("/.well-known/jwks.json", "authorization", "");
        assertThat(jwks.header("cache-control")).contains("public", "max-age");
        List<?> keys = (List<?>) Objects.requireNonNull(jwks.json().get("keys"));
        assertThat(keys).hasSizeGreaterThanOrEqualTo(2)
                .allSatisfy(key -> assertThat(key.toString()).contains("kty=OKP", "crv=Ed25519",
                        "alg=EdDSA", "use=sig", "kid="));
        assertThat(keys.stream().map(key -> String.valueOf(((Map<?, ?>) key).get("x")).length())).contains(43, 44)
                .containsOnly(43, 44);
    }

    @Test
    void theDocumentedExampleIsReproduced() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] algorithm = HexFormat.of().parseHex("302e020100300506032b657004220420");
        byte[] open = Base64.getUrlDecoder().decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
        byte[] pair = new byte[algorithm.length + 64];
        System.arraycopy(algorithm, 0, pair, 0, algorithm.length);
        System.arraycopy(seed, 0, pair, algorithm.length, 32);
        System.arraycopy(open, 0, pair, algorithm.length + 32, 32);
        String id = "764cabcf-b745-4b3e-ae38-1200304cf45b";
        byte[] body = ("{\"request_id\":\"" + id + "\",\"gateway_request_id\":\"" + id
                + "\",\"status\":\"OK\",\"payload\":{\"seed\":42}}").getBytes(StandardCharsets.US_ASCII);
        assertThat(new WebhookSigner(pair).headers(id, "user_1", 1700000000, body)).containsEntry(
                "X-Fal-Webhook-Signature",
                "5b5ca175ef74078dd9b80ad5065effd4dc11f21f567dad6c585279f6f8cd97e80ddd94f5cfaf337c27624966408b2e5d"
                        + "baf0084b1009678c59d9708552767f04");
    }
}
