// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.server.auth.Digests;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Uploaded and produced files: the bytes below one directory, what is known of them in the catalog. A file is first
 * written and synced under a temporary name, then moved into place, then recorded; what has no record does not exist,
 * so a crash never shows half a file. Thread-safe, and safe for several processes.
 */
public final class FileStore {
    private static final String KEY = "b/[0-9a-f]{8}/[A-Za-z0-9_-]{21}_[A-Za-z0-9._+-]{1,100}";
    private static final Pattern IN_URL = Pattern.compile("https?://[^/?#]+(?:/cdn)?/files/(" + KEY + ")(?:[?#].*)?");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int SNIFF = 512;

    private final Path directory;
    private final Path temporary;
    private final FileCatalog catalog;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public FileStore(Path directory, FileCatalog catalog, Clock clock) {
        this.directory = directory;
        this.catalog = catalog;
        this.clock = clock;
        try {
            temporary = Files.createDirectories(directory.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new, unguessable key for a file of that name: {@code b/{8 hex digits}/{21 random characters}_{name}}. */
    public String newKey(String fileName) {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 21; i++) id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return "b/%08x/%s_%s".formatted(random.nextInt(), id, safeName(fileName));
    }

    /** Letters, digits, dot, plus, dash and underscore of the last path part; the end is kept, where the extension is. */
    public static String safeName(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String safe = last.replaceAll("[^A-Za-z0-9._+-]", "_").replaceAll("\\.{2,}", ".");
        safe = safe.substring(Math.max(0, safe.length() - 100)).replaceAll("^\\.+", "");
        return safe.isEmpty() ? "file" : safe;
    }

    /** The key of a URL that leads to a file store of this kind, whatever its host: keys cannot be guessed. */
    public static Optional<String> keyOf(String url) {
        Matcher match = IN_URL.matcher(url);
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }

    static boolean isKey(String key) { return key.matches(KEY); }

    /** Where the bytes of a key are, below a store's directory. */
    public static Path locate(Path directory, String key) {
        return directory.resolve(key);
    }

    /**
     * Stores the stream's bytes under a key, replacing what was there.
     *
     * @param declaredType
     *            the content type its sender claims; the bytes decide where they tell
     */
    public FileRecord put(String key, String declaredType, InputStream bytes, Lifecycle lifecycle,
            Optional<String> keyId,
            Optional<String> requestId) throws IOException {
        Path draft = Files.createTempFile(temporary, "put", "");
        try {
            MessageDigest digest = Digests.sha256();
            try (InputStream in = new DigestInputStream(bytes, digest);
                    OutputStream out = Files.newOutputStream(draft)) {
                in.transferTo(out);
            }
            sync(draft);
            Instant now = clock.instant();
            FileRecord file = new FileRecord(key, key.substring("b/00000000/".length() + 22),
                    MediaTypes.of(head(draft), declaredType), Files.size(draft),
                    HexFormat.of().formatHex(digest.digest()), requestId, keyId, now,
                    lifecycle.expiresAfter().map(now::plus), lifecycle.acl());
            Path target = path(key);
            Files.createDirectories(target.getParent());
            Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            catalog.put(file);
            return file;
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /** The file of that key, unless there is none or it has expired. */
    Optional<FileRecord> find(String key) {
        return isKey(key) ? catalog.find(key).filter(file -> !file.expired(clock.instant())) : Optional.empty();
    }

    /** Where the bytes are. */
    Path path(String key) { return locate(directory, key); }

    /** A place for bytes on their way in. */
    Path scratch(String name) { return temporary.resolve(name); }

    /** Removes a file; whether there was one. */
    public boolean delete(String key) throws IOException {
        if (!isKey(key)) return false;
        Files.deleteIfExists(path(key));
        return catalog.delete(key);
    }

    /** fal's file object of a stored file, with a URL that lacks the origin. */
    public static Map<String, Object> output(FileRecord file) {
        return Failure.map("url", Area.FILES.prefix() + "/" + file.key(), "content_type", file.contentType(),
                "file_name", file.name(), "file_size", file.bytes());
    }

    /** Removes expired files, and drafts that a crash left more than a day ago. Returns how many files went. */
    int sweep() throws IOException {
        int gone = 0;
        for (FileRecord file : catalog.expired(1000)) if (delete(file.key())) gone++;
        Instant before = clock.instant().minus(Duration.ofDays(1));
        try (Stream<Path> drafts = Files.walk(temporary)) {
            for (Path path : (Iterable<Path>) drafts.filter(Files::isRegularFile)::iterator) {
                if (Files.getLastModifiedTime(path).toInstant().isBefore(before)) Files.deleteIfExists(path);
            }
        }
        return gone;
    }

    private static byte[] head(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return in.readNBytes(SNIFF);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }
}
