// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The parts of an upload on their way in, one blob each, so that any server takes any of them. A part may be sent
 * again; the ETag that the client lists says which one counts. An upload is complete when the parts that the client
 * lists are all there, all but the last of one size.
 *
 * <p>
 * Object stores have uploads in parts of their own. They are not used for this: their parts have at least 5 MiB where
 * fal's clients may send less, and the whole must be read anyway for its hash and its type.
 */
final class Parts {
    static final String PREFIX = "parts/";
    private static final int MAX_PARTS = 10_000;

    private final BlobStore blobs;

    Parts(BlobStore blobs) { this.blobs = blobs; }

    /** Takes a part in and returns the ETag that it got. */
    String put(String upload, int number, InputStream body) throws IOException {
        String etag = UUID.randomUUID().toString().replace("-", "");
        String name = folder(upload) + number + "." + etag;
        if (blobs.put(name, body) == 0) {
            blobs.delete(name);
            throw Failure.badRequest("Part %d is empty. Send its bytes.".formatted(number));
        }
        return "\"" + etag + "\"";
    }

    /** The parts of a complete upload, in order, and their size together. */
    record Listed(List<String> names, long bytes) {}

    /** The whole of the parts; one is open at a time. Close it, then {@link #forget} the upload. */
    InputStream join(Listed parts) {
        return new JoinedBlobs(blobs, parts.names());
    }

    /**
     * The parts that a client lists, if they make a whole.
     *
     * @param listed
     *            the client's {@code [{"partNumber", "etag"}]}, in any order
     */
    Listed listed(String upload, Object listed, long limit) throws IOException {
        if (!(listed instanceof List<?> list) || list.isEmpty()) {
            throw Failure.badRequest("No parts are listed. Send {\"parts\": [{\"partNumber\", \"etag\"}]}.");
        }
        if (list.size() > MAX_PARTS) {
            throw Failure
                    .badRequest("Too many parts are listed (got %d, allowed %d).".formatted(list.size(), MAX_PARTS));
        }
        String[] parts = new String[list.size()];
        long[] sizes = new long[list.size()];
        for (Object item : list) {
            if (!(item instanceof Map<?, ?> part)) throw Failure.badRequest("A part is not an object.");
            int number = number(
                    String.valueOf(part.get(part.containsKey("partNumber") ? "partNumber" : "part_number")));
            String etag = String.valueOf(part.get("etag")).replace("\"", "");
            if (number < 1 || number > list.size()) {
                throw Failure.badRequest("Part numbers have gaps (got %d of %d parts).".formatted(number, list.size()));
            }
            String name = folder(upload) + number + "." + etag;
            OptionalLong size = etag.matches("[0-9a-f]{32}") ? blobs.size(name) : OptionalLong.empty();
            if (size.isEmpty()) {
                throw Failure.badRequest("Part %d is missing or its etag is wrong. Send it again.".formatted(number));
            }
            parts[number - 1] = name;
            sizes[number - 1] = size.getAsLong();
        }
        long bytes = checkedSize(parts, sizes, limit);
        return new Listed(List.of(parts), bytes);
    }

    private static long checkedSize(String[] parts, long[] sizes, long limit) {
        long total = 0;
        for (int i = 0; i < parts.length; i++) {
            if (parts[i] == null) {
                throw Failure.badRequest("Part %d is missing. Send it and complete again.".formatted(i + 1));
            }
            total += sizes[i];
            boolean last = i == parts.length - 1;
            if (!last && sizes[i] != sizes[0] || last && sizes[i] > sizes[0]) {
                throw Failure.badRequest("Part %d has %d bytes where part 1 has %d. Only the last part may be shorter."
                        .formatted(i + 1, sizes[i], sizes[0]));
            }
        }
        if (total > limit) throw Exchange.tooLarge(limit);
        return total;
    }

    /** Removes all parts of an upload. */
    void forget(String upload) throws IOException {
        for (String part : blobs.olderThan(Instant.MAX, folder(upload), Integer.MAX_VALUE)) blobs.delete(part);
    }

    private static String folder(String upload) {
        byte[] hash = Sha256.digest().digest(upload.getBytes(StandardCharsets.UTF_8));
        return PREFIX + HexFormat.of().formatHex(hash).substring(0, 32) + "/";
    }

    /** The number of a part as a path names it; fails when there can be no part of that number. */
    static int number(String text) {
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < 1 || number > MAX_PARTS) {
            throw Failure.badRequest("Part number %d is out of range (allowed 1 to %d).".formatted(number, MAX_PARTS));
        }
        return number;
    }
}
