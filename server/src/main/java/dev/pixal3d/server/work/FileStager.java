// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
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
 * Brings the service's own files that an input names to its run. The same rules hold as for a download by the request's
 * key: access, expiry, and the size that inputs may have.
 */
public final class FileStager implements Stager {
    private static final String GONE = "the file is not there: it expired, was deleted, or its address is mistyped";

    private final FileStore files;
    private final ApiKeys keys;
    private final Endpoints endpoints;
    private final long limit;
    private final boolean allowPrivate;

    /**
     * @param limit
     *            largest file in bytes
     * @param allowPrivate
     *            whether addresses of private networks are asked for files
     */
    public FileStager(FileStore files, ApiKeys keys, Endpoints endpoints, long limit, boolean allowPrivate) {
        this.files = files;
        this.keys = keys;
        this.endpoints = endpoints;
        this.limit = limit;
        this.allowPrivate = allowPrivate;
    }

    /** The file that was brought to a job in place of one that its input names, if one was. */
    static Optional<Path> staged(NamedFile file, Job job) {
        return Optional.of(place(file, job)).filter(Files::exists);
    }

    private static Path place(NamedFile file, Job job) { return job.directory().resolve("staged").resolve(file.id()); }

    @Override
    public Optional<Outcome> stage(RequestView request, Job job) throws IOException {
        String text = job.input();
        if (!text.contains("/files/b/")) return Optional.empty();
        Map<String, Object> input = Json.object(text);
        List<Parameter<?>> inputs = endpoints.find(job.endpoint()).map(Endpoint::inputs).orElse(List.of());
        for (NamedFile file : NamedFile.in(input, inputs)) {
            if (file.isData()) continue;
            Optional<Problem> problem = stage(file, request, job);
            if (problem.isPresent()) return problem.map(p -> Inputs.rejection(List.of(p)));
        }
        return Optional.empty();
    }

    private Optional<Problem> stage(NamedFile named, RequestView request, Job job) throws IOException {
        String url = named.url().strip();
        Optional<FileRecord> file = FileStore.keyOf(url).flatMap(files::known);
        // perhaps another server's of this kind, unless that one could not be asked either
        if (file.isEmpty()) return Inputs.refusal(url, allowPrivate).flatMap(_ -> refused(named, GONE));
        return switch (decide(file.get(), request)) {
            case HIDE -> refused(named, GONE);
            case FORBID -> refused(named, "access to the file is forbidden");
            // what this service made itself may be of any size, as volumes are; a picture must fit a worker's memory
            case ALLOW -> file.get().bytes() > limit
                    && (file.get().requestId().isEmpty() || isPicture(named.parameter()))
                            ? Optional.of(named.tooLarge(limit, Optional.of(named.url())))
                            : bring(file.get(), named, job);
        };
    }

    private static boolean isPicture(Parameter<?> parameter) {
        return parameter.equals(Parameters.PICTURE) || parameter.equals(Parameters.PICTURES);
    }

    private Decision decide(FileRecord file, RequestView request) {
        if (files.expired(file)) return Decision.HIDE;
        if (file.requestId().equals(Optional.of(request.id()))) return Decision.ALLOW;
        Optional<String> keyId = request.keyId();
        boolean owner = keyId.isPresent() && (keyId.equals(file.keyId()) || keyId.flatMap(keys::valid)
                .filter(key -> key.scope() == ApiKey.Scope.ADMIN).isPresent());
        return owner ? Decision.ALLOW : file.acl().decide(keyId.orElse(""));
    }

    private Optional<Problem> bring(FileRecord file, NamedFile named, Job job) throws IOException {
        Optional<InputStream> bytes = files.open(file, 0);
        if (bytes.isEmpty()) return refused(named, GONE);
        PrivateFiles.folder(job.directory().resolve("staged"));
        try (InputStream in = bytes.get();
                OutputStream out = Files.newOutputStream(PrivateFiles.file(place(named, job)))) {
            in.transferTo(out);
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(NamedFile file, String why) {
        return Optional.of(file.unreachable(why, Optional.of(file.url())));
    }
}
