// SPDX-License-Identifier: MIT
package dev.pixal3d.s3;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * An object store of somebody else (S3Proxy, which checks signatures) in a process of its own, its objects in a folder.
 * It can go away and come back at the same address with what it had.
 */
public final class S3Proxy implements AutoCloseable {
    public static final String IDENTITY = "pixal3d-tests";
    public static final String SECRET = "a secret of the tests";
    /** Where the build puts it; the modules are neighbours. */
    private static final Path JAR = Path.of("..", "s3", "target", "s3proxy", "s3proxy.jar");

    private final Path folder;
    private final int port;
    private Process process;

    private S3Proxy(Path folder, int port) throws IOException {
        this.folder = folder;
        this.port = port;
        this.process = launch();
    }

    /** Starts one that keeps its objects below a folder, each bucket in a folder that {@link #bucket} makes. */
    public static S3Proxy start(Path folder) throws IOException {
        try (ServerSocket probe = new ServerSocket(0)) {
            int port = probe.getLocalPort();
            probe.close();
            return new S3Proxy(Files.createDirectories(folder), port);
        }
    }

    private Process launch() throws IOException {
        Path settings = folder.resolve("s3proxy.properties");
        Files.write(settings, List.of("s3proxy.endpoint=" + endpoint(), "s3proxy.authorization=aws-v4",
                "s3proxy.identity=" + IDENTITY, "s3proxy.credential=" + SECRET, "jclouds.provider=filesystem-nio2",
                "jclouds.filesystem.basedir=" + Files.createDirectories(folder.resolve("buckets"))));
        Process started = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", JAR.toString(), "--properties",
                settings.toString())
                .redirectErrorStream(true).redirectOutput(folder.resolve("s3proxy.log").toFile()).start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!answers()) {
            if (!started.isAlive() || System.nanoTime() > end) {
                throw new IOException("S3Proxy does not start: " + Files.readString(folder.resolve("s3proxy.log")));
            }
            LockSupport.parkNanos(20_000_000);
        }
        return started;
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    public URI endpoint() { return URI.create("http://127.0.0.1:" + port); }

    /** A new, empty bucket. */
    public void bucket(String name) throws IOException {
        Files.createDirectory(folder.resolve("buckets/" + name));
    }

    /** A URL of this store as a server takes it. */
    public URI url(String bucketAndPrefix) {
        return URI.create("s3://" + bucketAndPrefix + "?endpoint=" + endpoint() + "&region=eu-central-1");
    }

    /** Takes it away at once, as a power failure does. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(60, TimeUnit.SECONDS);
    }

    /** Brings it back with what it had. */
    public void restart() throws IOException { process = launch(); }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor(60, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
