// SPDX-License-Identifier: MIT
package dev.pixal3d.queue.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * A real PostgreSQL for tests, with durability off: that of the embedded binaries on Linux x64, elsewhere one that is
 * installed. {@link #shared} is started by the first test that asks and ends with this process, however that ends: a
 * shell in between sees its input close. PostgreSQL refuses to run as root, so root runs it as nobody.
 */
public final class TestPostgres implements AutoCloseable {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final long START_SECONDS = 120;
    /** Ends the server when its input ends, and takes its folder along. */
    private static final String KEEPER = """
            folder=$1; shift
            "$@" 2>&1 </dev/null & server=$!
            while read -r again; do
                kill -QUIT $server; wait $server
                "$@" 2>&1 </dev/null & server=$!
            done
            kill -INT $server; wait $server
            rm -rf "$folder\"""";

    private final List<String> asUser;
    private final Path folder;
    private final Path binaries;
    private final int port;
    private final Process keeper;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>(MOST_LINES);
    private final Semaphore ready = new Semaphore(0);
    private final AtomicInteger databases = new AtomicInteger();

    private static final int MOST_LINES = 200;

    private static final class Shared {
        private static final TestPostgres SERVER = new TestPostgres(List.of());
    }

    /**
     * One of its own, for who takes it away from time to time.
     *
     * @param settings
     *            further arguments of the server
     */
    public static TestPostgres start(List<String> settings) { return new TestPostgres(settings); }

    private TestPostgres(List<String> settings) {
        try {
            this.asUser = new UnixSystem().getUid() == 0 ? nobody() : List.of();
            this.folder = Files.createTempDirectory("pixal3d-postgres");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            this.binaries = binaries();
            Path data = Files.createDirectory(folder.resolve("data"));
            if (!asUser.isEmpty()) {
                Files.getFileAttributeView(data, FileOwnerAttributeView.class).setOwner(
                        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
            }
            this.port = freePort();
            make(data);
            keeper = start(data, settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The one server of this process. */
    public static TestPostgres shared() { return Shared.SERVER; }

    /** The URL of a new, empty database. */
    public URI newDatabase() {
        String name = "test" + databases.incrementAndGet();
        try (Connection connection = connect("postgres"); Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return URI.create("postgres://pixal3d@127.0.0.1:" + port + "/" + name + "?pool=8");
    }

    /** A connection past all our code, to what a URL of {@link #newDatabase} names. */
    public static Connection connect(URI url) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://" + url.getHost() + ":" + url.getPort() + url.getPath(),
                "pixal3d", "");
    }

    private Connection connect(String database) throws SQLException {
        return connect(URI.create("postgres://127.0.0.1:" + port + "/" + database));
    }

    public int port() { return port; }

    private static List<String> nobody() throws IOException {
        if (onPath("setpriv")) return List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups");
        if (onPath("runuser")) return List.of("runuser", "-u", "nobody", "--");
        throw new IOException("tests with PostgreSQL as root need setpriv or runuser (Debian: util-linux)");
    }

    private static boolean onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(p -> Files.isExecutable(Path.of(p, program)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private Path binaries() throws IOException {
        try (InputStream archive = TestPostgres.class.getResourceAsStream(ARCHIVE)) {
            if (archive != null && System.getProperty("os.arch").equals("amd64")
                    && System.getProperty("os.name").equals("Linux")) {
                return unpacked(archive);
            }
        }
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions.map(version -> version.resolve("bin")).filter(bin -> Files.exists(bin.resolve("initdb")))
                    .max(Path::compareTo).orElseThrow();
        }
    }

    private Path unpacked(InputStream archive) throws IOException {
        Path to = Files.createDirectory(folder.resolve("program"));
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(archive))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = to.resolve(entry.getName()).normalize();
                if (!path.startsWith(to)) throw new IOException("the archive leaves its folder: " + entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(path);
                    continue;
                }
                Files.createDirectories(path.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, path);
                    boolean program = (entry.getMode() & 0100) != 0;
                    Files.setPosixFilePermissions(path,
                            PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
                }
            }
        }
        return to.resolve("bin");
    }

    private void make(Path data) throws IOException {
        List<String> command = new ArrayList<>(asUser);
        command.addAll(List.of(binaries.resolve("initdb").toString(), "-D", data.toString(), "-U", "pixal3d",
                "--auth=trust", "--locale=C", "-E", "UTF8", "--no-sync"));
        Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) throw new IOException("initdb failed: " + said);
    }

    private Process start(Path data, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper", folder.toString()));
        command.addAll(asUser);
        command.addAll(List.of(binaries.resolve("postgres").toString(), "-D", data.toString(), "-p",
                Integer.toString(port), "-h", "127.0.0.1", "-k", "", "-F", "-c", "synchronous_commit=off", "-c",
                "full_page_writes=off", "-c", "max_connections=300", "-c", "shared_buffers=64MB"));
        command.addAll(settings);
        // the keeper's input stays open as long as this process lives
        Process started = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
        Thread.ofPlatform().daemon().name("postgres").start(() -> listen(started));
        awaitReady();
        return started;
    }

    private void awaitReady() throws IOException {
        try {
            if (ready.tryAcquire(START_SECONDS, TimeUnit.SECONDS)) return;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        throw new IOException("PostgreSQL did not start in " + folder + ": " + String.join("\n", said));
    }

    private void listen(Process started) {
        try (BufferedReader lines = started.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("ready to accept connections")) ready.release();
                else said.offer(line);
            }
        } catch (IOException e) {
            said.offer(e.toString());
        }
    }

    /** Takes it away at once, as a crash does, and brings it back at the same port with what was committed. */
    public void crash() throws IOException {
        keeper.getOutputStream().write('\n');
        keeper.getOutputStream().flush();
        awaitReady();
    }

    /** Ends it and deletes all that it kept. */
    @Override
    public void close() {
        try {
            keeper.getOutputStream().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keeper.onExit().join();
    }
}
