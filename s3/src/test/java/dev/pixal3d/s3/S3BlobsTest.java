// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.server.files.BlobStore;
import dev.pixal3d.server.files.BlobStoreContract;
import dev.pixal3d.server.files.BlobStores;
import dev.pixal3d.server.files.UnavailableException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/** Blobs in somebody else's implementation of the S3 API. */
class S3BlobsTest extends BlobStoreContract {
    private static final AtomicInteger BUCKETS = new AtomicInteger();

    @TempDir
    private static Path folder;
    private static S3Proxy store;

    @BeforeAll
    static void launch() throws IOException { store = S3Proxy.start(folder); }

    @AfterAll
    static void end() { store.close(); }

    private static S3Blobs blobs(URI url, String secret) throws IOException {
        S3Location location = S3Location.of(url);
        return new S3Blobs(location, S3Clients.of(location,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Proxy.IDENTITY, secret))));
    }

    private static URI newBucket() throws IOException {
        String bucket = "bucket-" + BUCKETS.incrementAndGet();
        store.bucket(bucket);
        return store.url(bucket + "/pixal3d/files");
    }

    @Override
    protected BlobStore open() throws IOException { return BlobStores.open(newBucket()); }

    @Override
    protected int rounds() { return 8; }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatIsLongerThanAPartComesBackAsItWent() throws IOException {
        byte[] bytes = random(2 * S3Blobs.PART + 12_345);
        try (BlobStore blobs = open()) {
            assertThat(blobs.put("b/00/large", new ByteArrayInputStream(bytes))).isEqualTo(bytes.length);
            assertThat(blobs.size("b/00/large")).hasValue(bytes.length);
            try (InputStream in = blobs.open("b/00/large", 0).orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
            try (InputStream in = blobs.open("b/00/large", S3Blobs.PART - 5).orElseThrow()) {
                assertThat(in.readNBytes(10)).containsExactly(
                        java.util.Arrays.copyOfRange(bytes, S3Blobs.PART - 5, S3Blobs.PART + 5));
            }
        }
    }

    @Test
    void partsOfUploadsThatNeverEndedAreTidiedAway() throws IOException {
        URI url = newBucket();
        S3Location location = S3Location.of(url);
        try (S3Clients clients = S3Clients.of(location,
                StaticCredentialsProvider.create(AwsBasicCredentials.create(S3Proxy.IDENTITY, S3Proxy.SECRET)));
                S3Blobs blobs = blobs(url, S3Proxy.SECRET)) {
            clients.client().createMultipartUpload(u -> u.bucket(location.bucket()).key(location.prefix() + "x"));
            blobs.tidy(Instant.EPOCH);
            assertThat(clients.client().listMultipartUploads(u -> u.bucket(location.bucket())).uploads()).hasSize(1);
            blobs.tidy(Instant.MAX);
            assertThat(clients.client().listMultipartUploads(u -> u.bucket(location.bucket())).uploads()).isEmpty();
        }
    }

    @Test
    void anAddressOfItsOwnAnswersWithoutKeysAndWithTheHeadersAskedFor() throws IOException {
        URI url = newBucket();
        try (BlobStore passing = blobs(url, S3Proxy.SECRET);
                BlobStore linking = blobs(URI.create(url + "&downloads=redirect"), S3Proxy.SECRET)) {
            passing.put("b/00/x.svg", new ByteArrayInputStream(random(100)));
            assertThat(passing.link("b/00/x.svg", "image/svg+xml", "attachment")).isEmpty();
            URI link = linking.link("b/00/x.svg", "image/svg+xml", "attachment; filename=\"x.svg\"").orElseThrow();
            assertThat(link.toString()).doesNotContain(S3Proxy.SECRET);
            HttpURLConnection connection = (HttpURLConnection) link.toURL().openConnection();
            try (InputStream in = connection.getInputStream()) {
                assertThat(in.readAllBytes()).isEqualTo(random(100));
            }
            assertThat(connection.getContentType()).isEqualTo("image/svg+xml");
            assertThat(connection.getHeaderField("content-disposition")).isEqualTo("attachment; filename=\"x.svg\"");
            HttpURLConnection changed = (HttpURLConnection) URI.create(link.toString().replace("x.svg?", "y.svg?"))
                    .toURL().openConnection();
            assertThat(changed.getResponseCode()).isEqualTo(403);
        }
    }

    @Test
    void aStoreThatIsAwayIsSaidToBeAway() throws Exception {
        try (BlobStore blobs = open()) {
            blobs.put("x", new ByteArrayInputStream(random(10)));
            store.kill();
            assertThatThrownBy(() -> blobs.open("x", 0)).isInstanceOf(UnavailableException.class)
                    .hasMessageContaining(" at http://127.0.0.1");
            assertThatThrownBy(() -> blobs.put("y", new ByteArrayInputStream(random(10))))
                    .isInstanceOf(UnavailableException.class);
            store.restart();
            try (InputStream in = blobs.open("x", 0).orElseThrow()) {
                assertThat(in.readAllBytes()).isEqualTo(random(10));
            }
        }
    }

    /** A store that ends in the middle of an answer must not leave half a picture to be run. */
    @Test
    void whatEndsEarlyIsNotTakenForTheWhole() throws IOException {
        HttpServer dying = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dying.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                switch (exchange.getRequestURI().getPath()) {
                    case "/bucket/x" -> {
                        exchange.sendResponseHeaders(200, 100);
                        exchange.getResponseBody().write(random(10));
                        exchange.getResponseBody().flush();
                    }
                    case "/bucket/" -> {
                        byte[] list = "<ListBucketResult/>".getBytes(StandardCharsets.US_ASCII);
                        exchange.sendResponseHeaders(200, list.length);
                        exchange.getResponseBody().write(list);
                    }
                    default -> exchange.sendResponseHeaders(200, -1);
                }
            }
        });
        dying.start();
        URI url = URI.create("s3://bucket?region=eu-central-1&endpoint=http://127.0.0.1:"
                + dying.getAddress().getPort());
        try (BlobStore blobs = blobs(url, S3Proxy.SECRET); InputStream in = blobs.open("x", 0).orElseThrow()) {
            assertThatThrownBy(in::readAllBytes).isInstanceOf(IOException.class);
        } finally {
            dying.stop(0);
        }
    }

    @Test
    void aStartThatCannotWorkSaysWhyInOneLine() throws IOException {
        URI url = newBucket();
        assertThatThrownBy(() -> blobs(store.url("no-such-bucket"), S3Proxy.SECRET)).isInstanceOf(IOException.class)
                .hasMessage("--files: there is no bucket no-such-bucket at " + store.endpoint()
                        + ". Make it, or correct its name.");
        assertThatThrownBy(() -> blobs(url, "another secret")).isInstanceOf(IOException.class)
                .hasMessageContaining("does not know these keys").hasMessageNotContaining("another secret");
        assertThatThrownBy(() -> blobs(URI.create("s3://bucket?endpoint=http://127.0.0.1:1"), "x"))
                .isInstanceOf(IOException.class).hasMessageContaining("cannot be reached (Connection refused)");
        for (String wrong : java.util.List.of("s3://key:secret@bucket/", "s3://b/", "s3:///x", "s3://bucket/a b",
                "s3://bucket?endpoint=ftp://x", "s3://bucket?endpoint=http://k:s@x", "s3://bucket?where=there",
                "s3://bucket?downloads=maybe", "s3://bucket?region=!")) {
            assertThatThrownBy(() -> BlobStores.open(URI.create(wrong.replace(" ", "%20")))).as(wrong)
                    .isInstanceOf(ProblemException.class).hasMessageStartingWith("--files: ")
                    .hasMessageNotContaining("secret@").hasMessageNotContaining("k:s@");
        }
    }
}
