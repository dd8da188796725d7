// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.queue.Acl.Decision;
import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.PrivateFiles;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.queue.worker.Stager;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Brings a picture that is one of the service's own files to the run that names it. The same rules hold as for a
 * download by the request's key: access, expiry, and the size that pictures may have.
 */
public final class FileStager implements Stager {
    private static final String PICTURE = "picture";

    private final FileStore files;
    private final ApiKeys keys;
    private final long limit;

    /**
     * @param limit
     *            largest picture in bytes
     */
    public FileStager(FileStore files, ApiKeys keys, long limit) {
        this.files = files;
        this.keys = keys;
        this.limit = limit;
    }

    /** The picture that was brought to a job, if one was. */
    static Optional<Path> picture(Job job) {
        return Optional.of(job.directory().resolve(PICTURE)).filter(Files::exists);
    }

    @Override
    public Optional<Outcome> stage(RequestView request, Job job) throws IOException {
        String input = job.input();
        if (!input.contains("/files/b/") || !(Json.object(input).get("image_url") instanceof String url)) {
            return Optional.empty();
        }
        Optional<FileRecord> file = FileStore.keyOf(url.strip()).flatMap(files::known);
        // not ours: perhaps another server's of this kind
        if (file.isEmpty()) return Optional.empty();
        return switch (decide(file.get(), request.keyId())) {
            case HIDE ->
                refused(Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: the file is not there", Map.of(), url);
            case FORBID ->
                refused(Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: access to the file is forbidden",
                        Map.of(), url);
            case ALLOW -> file.get().bytes() > limit
                    ? refused(Problem.Kind.FILE_TOO_LARGE,
                            "image: the file is too large (allowed %d bytes). Scale it down; 1024 a side is enough."
                                    .formatted(limit),
                            Map.of("max_size", limit), url)
                    : bring(file.get(), job, url);
        };
    }

    private Decision decide(FileRecord file, Optional<String> keyId) {
        if (files.expired(file)) return Decision.HIDE;
        boolean owner = keyId.isPresent() && (keyId.equals(file.keyId()) || keyId.flatMap(keys::valid)
                .filter(key -> key.scope() == ApiKey.Scope.ADMIN).isPresent());
        return owner ? Decision.ALLOW : file.acl().decide(keyId.orElse(""));
    }

    private Optional<Outcome> bring(FileRecord file, Job job, String url) throws IOException {
        Optional<InputStream> bytes = files.open(file, 0);
        if (bytes.isEmpty()) {
            return refused(Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: the file is not there", Map.of(),
                    url);
        }
        try (InputStream in = bytes.get();
                OutputStream out = Files.newOutputStream(PrivateFiles.file(job.directory().resolve(PICTURE)))) {
            in.transferTo(out);
        }
        return Optional.empty();
    }

    private static Optional<Outcome> refused(Problem.Kind kind, String message, Map<String, Object> context,
            String url) {
        return Optional.of(Inputs.rejection(
                List.of(new Problem.Field(kind, Problem.PICTURE, message, context, Optional.of(url)))));
    }
}
