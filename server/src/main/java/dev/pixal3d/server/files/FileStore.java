// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.queue.FileCatalog;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Uploaded and produced files: the bytes in a {@link BlobStore}, what is known of them in the catalog. The bytes are
 * stored under a name of their own, then recorded; what has no record does not exist, so a crash never shows half a
 * file, and of two that claim one key the first keeps it. Thread-safe, and safe for several processes.
 */
public final class FileStore {
    private static final String KEY = "b/[0-9a-f]{8}/[A-Za-z0-9_-]{21}_[A-Za-z0-9._+-]{1,100}";
    private static final Pattern IN_URL = Pattern
            .compile("(?:https?://[^/?#]+(?:/cdn)?)?/files/(" + KEY + ")(?:[?#].*)?");
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
    private static final int SWEPT_AT_ONCE = 500;
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final BlobStore blobs;
    private final FileCatalog catalog;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public FileStore(BlobStore blobs, FileCatalog catalog, Clock clock) {
        this.blobs = blobs;
        this.catalog = catalog;
        this.clock = clock;
    }

    /** A new, unguessable key for a file of that name: {@code b/{8 hex digits}/{21 random characters}_{name}}. */
    public String newKey(String fileName) {
        return "b/%08x/%s_%s".formatted(random.nextInt(), randomText(21), safeName(fileName));
    }

    /**
     * The key of a file of that name which a secret text leads to: the same for the same text, and for nobody else to
     * guess.
     *
     * @param signature
     *            from {@link dev.pixal3d.server.auth.Secrets#sign}
     */
    public static String keyOf(String fileName, String signature) {
        return "b/%08x/%s_%s".formatted(signature.hashCode(), signature.substring(0, 21), safeName(fileName));
    }

    private String randomText(int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        return text.toString();
    }

    /**
     * Letters, digits, dot, plus, dash and underscore of the last path part; the end is kept, where the extension is.
     */
    public static String safeName(String name) {
        String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
        String safe = last.replaceAll("[^A-Za-z0-9._+-]", "_").replaceAll("\\.{2,}", ".");
        safe = safe.substring(Math.max(0, safe.length() - 100)).replaceAll("^\\.+", "");
        return safe.isEmpty() ? "file" : safe;
    }

    /** The key of a URL that leads to a file store of this kind, whatever its host, if any: keys cannot be guessed. */
    public static Optional<String> keyOf(String url) {
        Matcher match = IN_URL.matcher(url);
        return match.matches() ? Optional.of(match.group(1)) : Optional.empty();
    }

    static boolean isKey(String key) { return key.matches(KEY); }

    /**
     * Stores the stream's bytes under a key that has none yet. The same bytes once more are fine, as a client sends
     * them that did not get the answer; others fail with 409, because whoever has read a file may keep it for ever.
     *
     * @param declaredType
     *            the content type its sender claims; the bytes decide where they tell
     */
    public FileRecord put(String key, String declaredType, InputStream bytes, Lifecycle lifecycle,
            Optional<String> keyId, Optional<String> requestId) throws IOException {
        FileRecord file = store(key, declaredType, bytes, lifecycle, keyId, requestId);
        boolean recorded = false;
        try {
            recorded = catalog.add(file);
            return recorded ? file : same(file);
        } finally {
            if (!recorded) discard(file);
        }
    }

    /**
     * Stores the stream's bytes for a record that is added elsewhere; until then there is no such file for anybody.
     * What will not be recorded is to be {@linkplain #discard discarded}.
     */
    public FileRecord store(String key, String declaredType, InputStream bytes, Lifecycle lifecycle,
            Optional<String> keyId, Optional<String> requestId) throws IOException {
        String blob = key + "~" + randomText(8);
        boolean stored = false;
        try (Inspected in = new Inspected(bytes)) {
            long size = blobs.put(blob, in);
            Instant now = clock.instant();
            FileRecord file = new FileRecord(key, key.substring("b/00000000/".length() + 22),
                    MediaTypes.of(in.head(), declaredType), size, HexFormat.of().formatHex(in.digest()), requestId,
                    keyId, now, lifecycle.expiresAfter().map(now::plus), lifecycle.acl(), blob);
            stored = true;
            return file;
        } finally {
            if (!stored) blobs.delete(blob);
        }
    }

    /** Deletes the bytes of a file that was never recorded. */
    public void discard(FileRecord file) throws IOException {
        blobs.delete(file.blob());
    }

    private FileRecord same(FileRecord file) {
        return catalog.find(file.key()).filter(known -> known.sha256().equals(file.sha256()))
                .orElseThrow(() -> Failure.flat(409, "file_exists",
                        "The file is there already and files never change. Ask for a new upload URL."));
    }

    /** Makes a file one of a request's, so that it goes with the request's payloads. */
    public void assign(String key, String requestId) {
        catalog.assign(key, requestId);
    }

    /** The file of that key, unless there is none or it has expired. */
    public Optional<FileRecord> find(String key) {
        return known(key).filter(file -> !file.expired(clock.instant()));
    }

    /** The file of that key, also when it has expired and was not swept yet. */
    public Optional<FileRecord> known(String key) {
        return isKey(key) ? catalog.find(key) : Optional.empty();
    }

    public boolean expired(FileRecord file) { return file.expired(clock.instant()); }

    /** Its bytes from a position on; empty when they are gone. */
    public Optional<InputStream> open(FileRecord file, long from) throws IOException {
        return blobs.open(file.blob(), from);
    }

    /** An address outside of this server from which its bytes can be had for some minutes, where there is one. */
    Optional<URI> link(FileRecord file, String disposition) throws IOException {
        return blobs.link(file.blob(), file.contentType(), disposition);
    }

    /** Removes a file; whether there was one. */
    public boolean delete(String key) throws IOException {
        Optional<FileRecord> file = known(key);
        if (file.isEmpty()) return false;
        blobs.delete(file.get().blob());
        return catalog.delete(key);
    }

    /** A file's URL without the origin: what is stored of it, because a store's servers are reached by many names. */
    public static String path(String key) {
        return Area.FILES.prefix() + "/" + key;
    }

    /** fal's file object of a stored file, with a URL that lacks the origin. */
    public static Map<String, Object> output(FileRecord file) {
        return Json.map("url", path(file.key()), "content_type", file.contentType(),
                "file_name", file.name(), "file_size", file.bytes());
    }

    /**
     * Removes all expired files, parts of uploads that were never completed, and what crashes left, from a day ago on.
     *
     * @return how many files went
     */
    int sweep() throws IOException {
        int gone = 0;
        while (true) {
            List<FileRecord> expired = catalog.expired(SWEPT_AT_ONCE);
            int before = gone;
            for (FileRecord file : expired) if (delete(file.key())) gone++;
            if (expired.size() < SWEPT_AT_ONCE || gone == before) break;
        }
        Instant old = clock.instant().minus(ABANDONED);
        blobs.tidy(old);
        List<String> parts;
        do {
            parts = blobs.olderThan(old, Parts.PREFIX, SWEPT_AT_ONCE);
            for (String part : parts) blobs.delete(part);
        } while (parts.size() == SWEPT_AT_ONCE);
        return gone;
    }
}
