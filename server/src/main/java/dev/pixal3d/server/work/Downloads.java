// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
        return bytes(NamedFile.of(parameter, given), job);
    }

    /** As {@link #bytes(Parameter, String, Job)}, where a parameter may name several. */
    byte[] bytes(NamedFile file, Job job) {
        return bytes(file, FileStager.staged(file, job));
    }

    /**
     * As {@link #bytes(Parameter, String, Job)}, where no job brought files.
     *
     * @throws ProblemException
     *             when it cannot be had
     */
    public byte[] fetch(Parameter<String> parameter, String given) {
        return bytes(NamedFile.of(parameter, given), Optional.empty());
    }

    private byte[] bytes(NamedFile file, Optional<Path> staged) {
        String url = file.url().strip();
        if (file.isData()) {
            return DataUri.decode(url).orElseThrow(() -> file.undecodable(Optional.empty()).exception());
        }
        try {
            return staged.isPresent()
                    ? Files.readAllBytes(staged.get())
                    : outbound.get(WebUrl.parse(url), limit, DOWNLOAD_TIME);
        } catch (Outbound.TooLargeException _) {
            throw file.tooLarge(limit, Optional.empty()).exception();
        } catch (UrlException e) {
            throw file.unreachable(String.valueOf(e.getMessage()), Optional.empty()).exception();
        } catch (IOException e) {
            throw file.unreachable(reason(e), Optional.empty()).exception();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
