// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.ParameterType;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Gets the files that inputs name: from a data URI, from what {@link FileStager} brought, or from the web. Whatever is
 * wrong with one is a problem of its parameter. Thread-safe.
 */
public final class Downloads {
    private static final Duration DOWNLOAD_TIME = Duration.ofSeconds(30);

    private final Outbound outbound;
    private final long limit;

    /** For a worker of the server with that configuration. */
    public Downloads(ServerConfig config) {
        this(config.access().allowPrivateUrls(), config.limits().downloadBytes());
    }

    private Downloads(boolean allowPrivate, long limit) {
        this.outbound = Outbound.of(allowPrivate);
        this.limit = limit;
    }

    /**
     * For whoever sits at the machine and may reach from it what they like: private hosts too.
     *
     * @param limit
     *            of bytes
     */
    public static Downloads ofOwner(long limit) { return new Downloads(true, limit); }

    /**
     * A file's bytes.
     *
     * @param parameter
     *            the one that names it
     * @param given
     *            the parameter's value
     * @throws ProblemException
     *             when it cannot be had
     */
    public byte[] bytes(Parameter<String> parameter, String given, Job job) {
        return bytes(parameter, given, FileStager.staged(parameter, job));
    }

    /**
     * As {@link #bytes(Parameter, String, Job)}, where no job brought files.
     *
     * @throws ProblemException
     *             when it cannot be had
     */
    public byte[] fetch(Parameter<String> parameter, String given) {
        return bytes(parameter, given, Optional.empty());
    }

    private byte[] bytes(Parameter<String> parameter, String given, Optional<Path> staged) {
        ParameterType.FileUrl type = ParameterType.FileUrl.of(parameter);
        String url = given.strip();
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            return DataUri.decode(url)
                    .orElseThrow(() -> Inputs.undecodable(parameter, type, Optional.empty()).exception());
        }
        try {
            return staged.isPresent()
                    ? Files.readAllBytes(staged.get())
                    : outbound.get(WebUrl.parse(url), limit, DOWNLOAD_TIME);
        } catch (Outbound.TooLargeException _) {
            throw tooLarge(parameter, type, limit, Optional.empty()).exception();
        } catch (UrlException e) {
            throw problem(parameter, Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: " + e.getMessage());
        } catch (IOException e) {
            throw problem(parameter, Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: " + reason(e));
        }
    }

    /** What to say of a file of more bytes than allowed. */
    static Problem tooLarge(Parameter<?> parameter, ParameterType.FileUrl type, long limit, Optional<Object> url) {
        return new Problem.Field(Problem.Kind.FILE_TOO_LARGE, parameter.name(),
                "%s: the file is too large (allowed %d bytes). %s".formatted(type.noun(), limit, type.ifTooLarge()),
                Map.of("max_size", limit), url);
    }

    private static ProblemException problem(Parameter<?> parameter, Problem.Kind kind, String message) {
        return new Problem.Field(kind, parameter.name(), message, Map.of(), Optional.empty()).exception();
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
