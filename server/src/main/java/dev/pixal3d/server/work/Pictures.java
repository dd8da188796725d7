// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Problem;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.RgbaImage;
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
 * Gets the picture that a request names: from a data URI, from what {@link FileStager} brought, or from the web.
 * Whatever is wrong with it is a problem of {@code image_url}.
 */
public final class Pictures {
    private static final Duration DOWNLOAD_TIME = Duration.ofSeconds(30);

    private final Outbound outbound;
    private final long limit;

    /** For a worker of the server with that configuration. */
    public Pictures(ServerConfig config) {
        this.outbound = Outbound.of(config.access().allowPrivateUrls());
        this.limit = config.limits().downloadBytes();
    }

    /**
     * The picture.
     *
     * @param staged
     *            the file of this service that the URL names, when it names one
     * @throws dev.pixal3d.core.ProblemException
     *             when it cannot be had or read
     */
    RgbaImage load(String url, Optional<Path> staged) { return ImageDecoder.decode(bytes(url, staged)); }

    private byte[] bytes(String given, Optional<Path> staged) {
        String url = given.strip();
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            return DataUri.decode(url).orElseThrow(() -> Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR,
                    "image: the data URI cannot be decoded. Send base64 behind \"data:image/png;base64,\".")
                    .exception());
        }
        try {
            return staged.isPresent()
                    ? Files.readAllBytes(staged.get())
                    : outbound.get(WebUrl.parse(url), limit, DOWNLOAD_TIME);
        } catch (Outbound.TooLargeException _) {
            throw Problem.picture(Problem.Kind.FILE_TOO_LARGE,
                    "image: the file is too large (allowed %d bytes). Scale it down; 1024 a side is enough."
                            .formatted(limit),
                    Map.of("max_size", limit)).exception();
        } catch (UrlException e) {
            throw Problem.picture(Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: " + e.getMessage())
                    .exception();
        } catch (IOException e) {
            throw Problem.picture(Problem.Kind.FILE_DOWNLOAD_ERROR, "File download error: " + reason(e)).exception();
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }
}
