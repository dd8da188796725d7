// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
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

    /** The file that was brought to a job for a parameter, if one was. */
    static Optional<Path> staged(Parameter<?> parameter, Job job) {
        return Optional.of(place(parameter, job)).filter(Files::exists);
    }

    private static Path place(Parameter<?> parameter, Job job) {
        return job.directory().resolve("staged").resolve(parameter.name());
    }

    @Override
    public Optional<Outcome> stage(RequestView request, Job job) throws IOException {
        String text = job.input();
        if (!text.contains("/files/b/")) return Optional.empty();
        Map<String, Object> input = Json.object(text);
        for (Parameter<?> parameter : endpoints.find(job.endpoint()).map(Endpoint::inputs).orElse(List.of())) {
            if (parameter.type() instanceof ParameterType.FileUrl type
                    && input.get(parameter.name()) instanceof String url) {
                Optional<Problem> problem = stage(parameter, type, url, request, job);
                if (problem.isPresent()) return problem.map(p -> Inputs.rejection(List.of(p)));
            }
        }
        return Optional.empty();
    }

    private Optional<Problem> stage(Parameter<?> parameter, ParameterType.FileUrl type, String url,
            RequestView request, Job job) throws IOException {
        Optional<FileRecord> file = FileStore.keyOf(url.strip()).flatMap(files::known);
        // perhaps another server's of this kind, unless that one could not be asked either
        if (file.isEmpty()) {
            return Inputs.refusal(url.strip(), allowPrivate).flatMap(_ -> refused(parameter, GONE, url));
        }
        return switch (decide(file.get(), request)) {
            case HIDE -> refused(parameter, GONE, url);
            case FORBID -> refused(parameter, "access to the file is forbidden", url);
            // what this service made itself may be of any size, as volumes are; a picture must fit a worker's memory
            case ALLOW -> file.get().bytes() > limit
                    && (file.get().requestId().isEmpty() || parameter.equals(Parameters.PICTURE))
                            ? Optional.of(Downloads.tooLarge(parameter, type, limit, Optional.of(url)))
                            : bring(file.get(), parameter, url, job);
        };
    }

    private Decision decide(FileRecord file, RequestView request) {
        if (files.expired(file)) return Decision.HIDE;
        if (file.requestId().equals(Optional.of(request.id()))) return Decision.ALLOW;
        Optional<String> keyId = request.keyId();
        boolean owner = keyId.isPresent() && (keyId.equals(file.keyId()) || keyId.flatMap(keys::valid)
                .filter(key -> key.scope() == ApiKey.Scope.ADMIN).isPresent());
        return owner ? Decision.ALLOW : file.acl().decide(keyId.orElse(""));
    }

    private Optional<Problem> bring(FileRecord file, Parameter<?> parameter, String url, Job job) throws IOException {
        Optional<InputStream> bytes = files.open(file, 0);
        if (bytes.isEmpty()) return refused(parameter, GONE, url);
        PrivateFiles.folder(job.directory().resolve("staged"));
        try (InputStream in = bytes.get();
                OutputStream out = Files.newOutputStream(PrivateFiles.file(place(parameter, job)))) {
            in.transferTo(out);
        }
        return Optional.empty();
    }

    private static Optional<Problem> refused(Parameter<?> parameter, String why, String url) {
        return Optional.of(new Problem.Field(Problem.Kind.FILE_DOWNLOAD_ERROR, parameter.name(),
                "File download error: " + why, Map.of(), Optional.of(url)));
    }
}
