// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;

/**
 * The files of the page: everything in the resource folder {@code site/assets} and nothing else. They lie below a path
 * that names their content, so browsers keep them for ever and never mix two versions; modules name each other by
 * relative paths and need not know it. Held in memory, text also compressed.
 */
final class Assets {
    private static final Map<String, String> TYPES = Map.of("js", "text/javascript; charset=utf-8", "css",
            "text/css; charset=utf-8", "svg", "image/svg+xml", "png", "image/png");

    private final Map<String, Asset> files = new TreeMap<>();
    private final String version;

    /**
     * One file.
     *
     * @param small
     *            gzip of the bytes; the bytes themselves where that saves nothing
     */
    private record Asset(String type, byte[] bytes, byte[] small) {
        boolean compresses() { return small.length < bytes.length; }
    }

    Assets() {
        try {
            read();
            MessageDigest digest = Sha256.digest();
            files.forEach((name, file) -> {
                digest.update(Exchange.utf8(name));
                digest.update(file.bytes());
            });
            version = HexFormat.of().formatHex(digest.digest(), 0, 6);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private void read() throws IOException, URISyntaxException {
        URL folder = Assets.class.getResource("site/assets");
        if (folder == null) throw new IllegalStateException("resource folder site/assets is missing");
        URI uri = folder.toURI();
        if (!uri.getScheme().equals("jar")) {
            read(Path.of(uri));
            return;
        }
        String[] parts = uri.toString().split("!", 2);
        // a file system of its own: the shared one of this jar may be opened and closed by others
        try (FileSystem jar = FileSystems.newFileSystem(Path.of(URI.create(parts[0].substring("jar:".length()))))) {
            read(jar.getPath(parts[1]));
        }
    }

    private void read(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String name = folder.relativize(file).toString().replace('\\', '/');
                String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
                if (type == null) throw new IllegalStateException("site/assets/" + name + ": no type is known for it");
                byte[] bytes = Files.readAllBytes(file);
                files.put(name, new Asset(type, bytes, type.equals("image/png") ? bytes : gzip(bytes)));
            }
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length / 2);
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }

    /** The path that the page puts in front of a file's name, without a slash at its end. */
    String path() {
        return "/assets/" + version;
    }

    /** Answers a request for {@code /assets/<version>/<name>}. */
    void send(Exchange x) {
        x.allow("GET", "HEAD");
        String wanted = x.target().path();
        Asset file = Optional.of(wanted).filter(path -> path.startsWith(path() + "/"))
                .flatMap(path -> Optional.ofNullable(files.get(path.substring(path().length() + 1))))
                .orElseThrow(() -> Failure.noPath(wanted));
        boolean small = file.compresses() && x.header("accept-encoding").orElse("").contains("gzip");
        x.set("cache-control", "public, max-age=31536000, immutable");
        x.set("x-content-type-options", "nosniff");
        x.set("vary", "accept-encoding");
        if (small) x.set("content-encoding", "gzip");
        x.bytes(200, file.type(), small ? file.small() : file.bytes());
    }
}
