// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.server.auth.Digests;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The parts of an upload on their way in, one file each. A part may be sent again; the last one counts. An upload is
 * complete when the parts that the client lists are all there, with the hashes it was told, all but the last of one
 * size.
 */
final class Parts {
    private static final int MAX_PARTS = 10_000;

    private final FileStore files;

    Parts(FileStore files) { this.files = files; }

    /** Takes a part in and returns its hash as an ETag. */
    String put(String upload, int number, InputStream body) throws IOException {
        if (number < 1 || number > MAX_PARTS) {
            throw Failure.badRequest("Part number %d is out of range (allowed 1 to %d).".formatted(number, MAX_PARTS));
        }
        Path folder = Files.createDirectories(folder(upload));
        Path draft = Files.createTempFile(folder, "part", ".draft");
        MessageDigest digest = Digests.sha256();
        try (InputStream in = new DigestInputStream(body, digest)) {
            long size = Files.copy(in, draft, StandardCopyOption.REPLACE_EXISTING);
            if (size == 0) throw Failure.badRequest("Part %d is empty. Send its bytes.".formatted(number));
            String etag = HexFormat.of().formatHex(digest.digest()).substring(0, 32);
            Files.move(draft, folder.resolve(number + "." + etag), StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
            return "\"" + etag + "\"";
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * The whole of the listed parts, in order. Close it, then {@link #forget} the upload.
     *
     * @param listed
     *            the client's {@code [{"partNumber", "etag"}]}, in any order
     */
    InputStream join(String upload, Object listed, long limit) throws IOException {
        List<Path> parts = new ArrayList<>();
        if (!(listed instanceof List<?> list) || list.isEmpty()) {
            throw Failure.badRequest("No parts are listed. Send {\"parts\": [{\"partNumber\", \"etag\"}]}.");
        }
        if (list.size() > MAX_PARTS) {
            throw Failure.badRequest("Too many parts are listed (got %d, allowed %d).".formatted(list.size(), MAX_PARTS));
        }
        for (int i = 0; i < list.size(); i++) parts.add(folder(upload));
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> part)) throw Failure.badRequest("A part is not an object.");
            int number = number(
                    String.valueOf(part.get(part.containsKey("partNumber") ? "partNumber" : "part_number")));
            String etag = String.valueOf(part.get("etag")).replace("\"", "");
            if (number < 1 || number > list.size()) {
                throw Failure.badRequest("Part numbers have gaps (got %d of %d parts).".formatted(number, list.size()));
            }
            Path file = folder(upload).resolve(number + "." + etag);
            if (!etag.matches("[0-9a-f]{32}") || !Files.exists(file)) {
                throw Failure.badRequest("Part %d is missing or its etag is wrong. Send it again.".formatted(number));
            }
            parts.set(number - 1, file);
        }
        checkSizes(parts, limit);
        return new JoinedFiles(parts);
    }

    private static void checkSizes(List<Path> parts, long limit) throws IOException {
        long total = 0;
        for (int i = 0; i < parts.size(); i++) {
            if (Files.isDirectory(parts.get(i))) {
                throw Failure.badRequest("Part %d is missing. Send it and complete again.".formatted(i + 1));
            }
            long size = Files.size(parts.get(i));
            total += size;
            boolean last = i == parts.size() - 1;
            if (!last && size != Files.size(parts.getFirst()) || last && size > Files.size(parts.getFirst())) {
                throw Failure.badRequest("Part %d has %d bytes where part 1 has %d. Only the last part may be shorter."
                        .formatted(i + 1, size, Files.size(parts.getFirst())));
            }
        }
        if (total > limit) throw Exchange.tooLarge(limit);
    }

    /** Removes all parts of an upload. */
    void forget(String upload) throws IOException {
        try (Stream<Path> all = Files.list(folder(upload))) {
            for (Path part : (Iterable<Path>) all::iterator) Files.deleteIfExists(part);
        }
        Files.deleteIfExists(folder(upload));
    }

    private Path folder(String upload) {
        byte[] hash = Digests.sha256().digest(upload.getBytes(StandardCharsets.UTF_8));
        return files.scratch("parts-" + HexFormat.of().formatHex(hash).substring(0, 32));
    }

    static int number(String text) { return text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1; }
}
