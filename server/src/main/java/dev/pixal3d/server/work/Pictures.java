// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.engine.Violation;
import dev.pixal3d.image.ImageDecoder;
import dev.pixal3d.image.ImageException;
import dev.pixal3d.image.ImageLimits;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.server.config.DataFolder;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.outbound.Outbound;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gets the picture that a request names: from a data URI, from this service's own files (read from disk), or from the
 * web. Whatever is wrong with it becomes a violation of {@code image_url}.
 */
public final class Pictures {
    private static final Duration DOWNLOAD_TIME = Duration.ofSeconds(30);
    private static final List<String> FORMATS = List.of(".jpg", ".jpeg", ".png", ".webp", ".gif");

    private final Path files;
    private final Outbound outbound;
    private final long limit;

    /** A picture that cannot be used. */
    static final class UnusableException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Violation violation;

        UnusableException(Violation violation) {
            super(violation.message());
            this.violation = violation;
        }

        Violation violation() { return violation; }
    }

    /** For a worker of the server with that configuration. */
    public Pictures(ServerConfig config) {
        this.files = DataFolder.files(config.dataDir());
        this.outbound = Outbound.of(config.access().allowPrivateUrls());
        this.limit = config.limits().downloadBytes();
    }

    RgbaImage load(String url) throws UnusableException {
        byte[] bytes = bytes(url);
        if (bytes.length == 0) throw unusable("image_load_error", "Image load error: the file is empty", Map.of(), url);
        try {
            return ImageDecoder.decode(bytes);
        } catch (ImageException e) {
            throw unusable(e, url);
        }
    }

    private byte[] bytes(String url) throws UnusableException {
        if (url.regionMatches(true, 0, "data:", 0, 5)) {
            return DataUri.decode(url).orElseThrow(() -> unusable("image_load_error",
                    "Image load error: the data URI cannot be decoded", Map.of(), url));
        }
        try {
            Optional<Path> own = FileStore.keyOf(url).map(key -> FileStore.locate(files, key)).filter(Files::exists);
            return own.isPresent()
                    ? Files.readAllBytes(own.get())
                    : outbound.get(WebUrl.parse(url), limit, DOWNLOAD_TIME);
        } catch (Outbound.TooLargeException _) {
            throw unusable("file_too_large", "File too large", Map.of("max_size", limit), url);
        } catch (UrlException e) {
            throw unusable("file_download_error", "File download error: " + e.getMessage(), Map.of(), url);
        } catch (IOException e) {
            throw unusable("file_download_error", "File download error: " + reason(e), Map.of(), url);
        }
    }

    private static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static UnusableException unusable(ImageException e, String url) {
        return switch (e.reason()) {
            case UNSUPPORTED_FORMAT -> unusable("unsupported_image_format",
                    "Unsupported image format. Supported formats are " + String.join(", ", FORMATS) + ".",
                    Map.of("supported_formats", FORMATS), url);
            case LOAD_ERROR, EMPTY ->
                unusable("image_load_error", "Image load error: " + e.getMessage(), Map.of(), url);
            case TOO_LARGE -> unusable("image_too_large", "Image too large: " + e.getMessage(),
                    Map.of("max_height", ImageLimits.DEFAULT.side(), "max_width", ImageLimits.DEFAULT.side()), url);
            case TOO_SMALL -> unusable("image_too_small", "Image too small: " + e.getMessage(), Map.of(), url);
        };
    }

    private static UnusableException unusable(String type, String message, Map<String, Object> context, String url) {
        return new UnusableException(new Violation("image_url", type, message, context, Optional.of(url)));
    }
}
