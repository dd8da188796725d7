// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Behind a real nginx with TLS, set up as docs/nginx.conf says: with HTTP/1.0 towards this server, which is nginx's
 * default, and with HTTP/1.1. Without nginx on the machine (Debian: nginx-light) these tests are skipped.
 */
@Timeout(180)
class NginxTest {
    private static final char[] PASSWORD = "password".toCharArray();
    private static final int MIB = 1 << 20;

    @TempDir
    private Path directory;

    /** A running nginx with a client that trusts it. */
    private record Proxy(Process process, HttpClient client, String url) implements AutoCloseable {
        HttpRequest.Builder request(String path) {
            return HttpRequest.newBuilder(URI.create(path.startsWith("https:") ? path : url + path))
                    .timeout(Duration.ofMinutes(2));
        }

        HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException, InterruptedException {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        }

        @Override
        public void close() {
            client.close();
            process.destroy();
        }
    }

    private static Optional<Path> nginx() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        return Stream.of(path.split(":")).map(folder -> Path.of(folder, "nginx")).filter(Files::isExecutable)
                .findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private KeyStore certificate() throws Exception {
        Path store = directory.resolve("store.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair", "-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost",
                "-ext", "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(),
                "-storepass", new String(PASSWORD)).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor()).as(said).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static String pem(String kind, byte[] bytes) {
        return "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(bytes)
                + "\n-----END " + kind + "-----\n";
    }

    private Proxy start(int backend, String version) throws Exception {
        Optional<Path> program = nginx();
        assumeTrue(program.isPresent(), "nginx is not on this machine");
        KeyStore keys = certificate();
        Certificate certificate = keys.getCertificate("a");
        Key key = keys.getKey("a", PASSWORD);
        Path pem = Files.writeString(directory.resolve("a.pem"), pem("CERTIFICATE", certificate.getEncoded()));
        Path secret = Files.writeString(directory.resolve("a.key"), pem("PRIVATE KEY", key.getEncoded()));
        int port = freePort();
        String site = Files.readString(Path.of("../docs/nginx.conf")).replace("listen 443", "listen 127.0.0.1:" + port)
                .replace("/etc/ssl/models.pem", pem.toString()).replace("/etc/ssl/models.key", secret.toString())
                .replace("127.0.0.1:8000;", "127.0.0.1:" + backend + ";"
                        + (version.equals("1.0") ? "" : "\nproxy_http_version " + version + ";"));
        StringBuilder temporary = new StringBuilder();
        for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
            temporary.append(kind).append("_temp_path ").append(directory.resolve(kind)).append(";\n");
        }
        Path config = Files.writeString(directory.resolve("nginx.conf"), """
                daemon off;
                master_process off;
                pid %1$s/nginx.pid;
                error_log %1$s/error.log;
                events {}
                http {
                    access_log off;
                    %2$s
                    %3$s
                }
                """.formatted(directory, temporary, site));
        Process process = new ProcessBuilder(program.get().toString(), "-p", directory.toString(), "-e",
                directory.resolve("error.log").toString(), "-c", config.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("out.log").toFile()).start();
        TestServer.await(() -> !process.isAlive() || listens(port));
        assertThat(process.isAlive()).as(Files.readString(directory.resolve("out.log"))).isTrue();
        return new Proxy(process, HttpClient.newBuilder().sslContext(trusting(certificate)).build(),
                "https://localhost:" + port);
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket("127.0.0.1", port)) {
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    private static SSLContext trusting(Certificate certificate) throws Exception {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("a", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static TestServer backend() throws IOException {
        return TestServer
                .start(c -> c.with(new ServerConfig.Network("127.0.0.1", 0, c.network().publicUrl(), true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void aRunGoesThrough(String version) throws Exception {
        try (TestServer server = backend(); Proxy proxy = start(server.port(), version)) {
            FakeEngine.Gate gate = server.engine.gate();
            Map<String, Object> submitted = Json.object(proxy.send(proxy.request("/queue/fal-ai/pixal3d")
                    .header("authorization", "Key " + server.key())
                    .POST(BodyPublishers.ofByteArray(Json.bytes(Map.of("image_url", TestServer.PICTURE))))).body());
            String status = String.valueOf(submitted.get("status_url"));
            assertThat(status).startsWith(proxy.url() + "/queue/");
            gate.awaitEntered();
            // events come while the run goes on, not when the answer ends
            HttpResponse<InputStream> stream = proxy.client().send(
                    proxy.request(status + "/stream?logs=1").header("authorization", "Key " + server.key()).build(),
                    BodyHandlers.ofInputStream());
            assertThat(stream.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
                String line = lines.readLine();
                while (line != null && !line.contains("IN_PROGRESS")) line = lines.readLine();
                assertThat(line).isNotNull();
                gate.open();
                assertThat(lines.lines().toList().toString()).contains("COMPLETED");
            }
            HttpResponse<byte[]> result = proxy.send(proxy.request(String.valueOf(submitted.get("response_url")))
                    .header("authorization", "Key " + server.key()));
            String file = String.valueOf(
                    ((Map<?, ?>) Json.object(result.body()).getOrDefault("model_glb", Map.of())).get("url"));
            assertThat(file).startsWith(proxy.url() + "/files/");
            assertThat(proxy.send(proxy.request(file)).body()).startsWith('g', 'l', 'T', 'F');
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.1"})
    void aLargeUploadGoesThrough(String version) throws Exception {
        byte[] bytes = new byte[95 * MIB];
        new Random(9).nextBytes(bytes);
        try (TestServer server = backend(); Proxy proxy = start(server.port(), version)) {
            Map<String, Object> ticket = Json.object(proxy.send(proxy.request("/rest/storage/upload/initiate")
                    .header("authorization", "Key " + server.key())
                    .POST(BodyPublishers.ofString("{\"file_name\":\"a.bin\"}"))).body());
            HttpResponse<byte[]> put = proxy.send(proxy.request(String.valueOf(ticket.get("upload_url")))
                    .PUT(BodyPublishers.ofByteArray(bytes)));
            assertThat(put.statusCode()).isEqualTo(200);
            byte[] back = proxy.send(proxy.request(String.valueOf(ticket.get("file_url")))).body();
            assertThat(Arrays.equals(back, bytes)).isTrue();
        }
    }

    @Test
    void aCallerThatLeavesTheProxyIsNoticed() throws Exception {
        try (TestServer server = backend(); Proxy proxy = start(server.port(), "1.0")) {
            FakeEngine.Gate gate = server.engine.gate();
            HttpClient leaving = HttpClient.newBuilder().sslContext(proxy.client().sslContext()).build();
            var _ = leaving.sendAsync(
                    proxy.request("/run/fal-ai/pixal3d").header("authorization", "Key " + server.key())
                            .POST(BodyPublishers.ofByteArray(Json.bytes(Map.of("image_url", TestServer.PICTURE))))
                            .build(),
                    BodyHandlers.ofByteArray());
            gate.awaitEntered();
            leaving.shutdownNow();
            TestServer.await(() -> server.get("/metrics").text().contains("pixal3d_running 0"));
            leaving.close();
        }
    }
}
