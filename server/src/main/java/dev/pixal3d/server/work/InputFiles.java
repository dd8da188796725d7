// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Sha256;
import dev.pixal3d.queue.Lifecycle;
import dev.pixal3d.queue.Reservation;
import dev.pixal3d.queue.Submission;
import dev.pixal3d.server.auth.Secrets;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.files.StorageQuota;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps the queue's rows small: what an input brings along as a data URI becomes a file of the service, and the input
 * names it. A database copies a row to its log and to its standbys; pictures of megabytes do not belong there.
 *
 * <p>
 * Left where it is: what is short, and the input that its caller wants forgotten when the request ends
 * ({@link Submission#storeIo}), because a row forgets in the same transaction.
 */
public final class InputFiles {
    private static final int SHORT = 32 << 10;
    private static final String NAME = "input";

    private final FileStore files;
    private final StorageQuota quota;
    private final Secrets secrets;
    private final Duration lifetime;

    /**
     * @param lifetime
     *            of the files: as long as requests are kept
     */
    public InputFiles(FileStore files, StorageQuota quota, Secrets secrets, Duration lifetime) {
        this.files = files;
        this.quota = quota;
        this.secrets = secrets;
        this.lifetime = lifetime;
    }

    /**
     * A submission with a small input.
     *
     * @param files
     *            keys of the files that its input names now
     */
    public record Kept(Submission submission, List<String> files) {}

    /**
     * The submission with its long data URIs put aside.
     *
     * @throws IOException
     *             when the file store fails
     * @throws Failure
     *             when its key may not store so much
     */
    public Kept keep(Submission submission, Endpoint endpoint) throws IOException {
        // an input that is refused already is stored nowhere
        if (submission.decided().isPresent() || !submission.storeIo() || submission.input().length() < SHORT) {
            return new Kept(submission, List.of());
        }
        Map<String, Object> input = new LinkedHashMap<>(Json.object(submission.input()));
        List<String> keys = new ArrayList<>();
        for (NamedFile file : NamedFile.in(input, endpoint.inputs())) {
            if (file.url().length() < SHORT) continue;
            Optional<byte[]> bytes = DataUri.decode(file.url().strip());
            if (bytes.isEmpty()) continue;
            String key;
            try {
                key = put(submission, file, bytes.get());
            } catch (Failure e) {
                refused(new Kept(submission, keys));
                throw e;
            }
            keys.add(key);
            file.replaceIn(input, FileStore.path(key));
        }
        return new Kept(keys.isEmpty() ? submission : submission.withInput(Json.text(input)), keys);
    }

    private String put(Submission submission, NamedFile file, byte[] bytes) throws IOException {
        String key = key(submission, file, bytes);
        // a repetition's file is there already, and counts once
        if (files.find(key).isPresent()) return key;
        try (StorageQuota.Share _ = quota.share(submission.keyId(), key, Reservation.WHOLE, bytes.length)) {
            files.put(key, "application/octet-stream", new ByteArrayInputStream(bytes),
                    new Lifecycle(Optional.of(lifetime), submission.lifecycle().acl()), submission.keyId(),
                    Optional.empty());
        }
        return key;
    }

    /** The same for a repetition under the same idempotency key, whose input would be another one otherwise. */
    private String key(Submission submission, NamedFile file, byte[] bytes) {
        return submission.idempotencyKey().map(idempotencyKey -> FileStore.keyOf(NAME,
                secrets.sign(Json.text(List.of(NAME, submission.keyId().orElse(""), idempotencyKey,
                        submission.endpoint(), file.id(), Sha256.hex(bytes))))))
                .orElseGet(() -> files.newKey(NAME));
    }

    /** Makes the files the request's, so that they go with its payloads. */
    public void accepted(Kept kept, String requestId) {
        for (String key : kept.files()) files.assign(key, requestId);
    }

    /**
     * Removes the files again. Those of an idempotency key stay until they expire: another server may just have
     * accepted the same.
     */
    public void refused(Kept kept) throws IOException {
        if (kept.submission().idempotencyKey().isPresent()) return;
        for (String key : kept.files()) files.delete(key);
    }
}
