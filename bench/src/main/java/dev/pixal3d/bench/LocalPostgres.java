// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import com.sun.security.auth.module.UnixSystem;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A new PostgreSQL of the installed binaries (Debian: {@code apt install postgresql}), as durable as it is by default.
 * It ends with this process, however that ends: a shell in between sees its input close. PostgreSQL refuses to run as
 * root, so root runs it as nobody.
 */
final class LocalPostgres implements AutoCloseable {
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    /** Ends the server when its input ends, and takes its folder along. */
    private static final String KEEPER = """
            folder=$1; shift
            "$@" 2>&1 </dev/null & server=$!
            cat >/dev/null
            kill -INT $server; wait $server
            rm -rf "$folder\"""";

    private final Process keeper;
    private final int port;

    /** Starts it and waits until it takes connections. */
    LocalPostgres() throws IOException {
        List<String> user = new UnixSystem().getUid() == 0
                ? List.of("setpriv", "--reuid=nobody", "--regid=65534", "--clear-groups")
                : List.of();
        Path folder = Files.createTempDirectory("pixal3d-postgres");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path data = Files.createDirectory(folder.resolve("data"));
        if (!user.isEmpty()) {
            Files.getFileAttributeView(data, FileOwnerAttributeView.class).setOwner(
                    data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        }
        Path binaries = binaries();
        List<String> init = new ArrayList<>(user);
        init.addAll(List.of(binaries.resolve("initdb").toString(), "-D", data.toString(), "-U", "pixal3d",
                "--auth=trust", "--locale=C", "-E", "UTF8"));
        Process making = new ProcessBuilder(init).directory(folder.toFile()).redirectErrorStream(true).start();
        String said = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (making.onExit().join().exitValue() != 0) throw new IOException("initdb failed: " + said);
        port = freePort();
        List<String> run = new ArrayList<>(List.of("sh", "-c", KEEPER, "keeper", folder.toString()));
        run.addAll(user);
        run.addAll(List.of(binaries.resolve("postgres").toString(), "-D", data.toString(), "-p",
                Integer.toString(port), "-h", "127.0.0.1", "-k", ""));
        keeper = new ProcessBuilder(run).directory(folder.toFile()).redirectErrorStream(true).start();
        BufferedReader lines = keeper.inputReader();
        String line = lines.readLine();
        while (line != null && !line.contains("ready to accept connections")) line = lines.readLine();
        if (line == null) throw new IOException("PostgreSQL did not start");
        Thread.ofPlatform().daemon().name("postgres").start(() -> lines.lines().forEach(_ -> {}));
    }

    private static Path binaries() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            throw new IOException("PostgreSQL is not installed in " + INSTALLED
                    + ". Install it (Debian: apt install postgresql), or give the URL of an empty database.");
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin")).filter(bin -> Files.exists(bin.resolve("initdb")))
                    .max(Path::compareTo).orElseThrow();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** The URL of its database, which is empty at first. */
    URI url() {
        return URI.create("postgres://pixal3d@127.0.0.1:" + port + "/postgres");
    }

    @Override
    public void close() throws IOException {
        keeper.getOutputStream().close();
        keeper.onExit().join();
    }
}
