// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.util.Map;

/**
 * What a picture may be at most; checked from its header before any pixel is decoded.
 *
 * @param bytes
 *            file size
 * @param side
 *            width and height
 * @param pixels
 *            width times height; decoding takes up to 20 bytes each (progressive JPEG and lossless WebP)
 */
public record ImageLimits(long bytes, int side, long pixels) {
    /** 50 MiB, 32768 pixels a side, 50 million pixels: every decoder stays below 1 GB. */
    public static final ImageLimits DEFAULT = new ImageLimits(50L << 20, 32_768, 50_000_000);

    void checkBytes(byte[] file) {
        if (file.length > bytes) {
            throw Problem.picture(Problem.Kind.FILE_TOO_LARGE,
                    "image: the file is too large (got %d bytes, allowed %d). Scale it down; 1024 a side is enough."
                            .formatted(file.length, bytes),
                    Map.of("max_size", bytes)).exception();
        }
    }

    void checkSize(long width, long height) {
        if (width < 1 || height < 1) throw Bytes.damaged("a side of %d x %d pixels".formatted(width, height));
        if (width > side || height > side) {
            throw tooLarge(
                    "too wide or high (got %d x %d pixels, allowed %d a side)".formatted(width, height, side));
        }
        if (width * height > pixels) {
            throw tooLarge(
                    "too many pixels (got %d x %d = %d, allowed %d)"
                            .formatted(width, height, width * height, pixels));
        }
    }

    private ProblemException tooLarge(String what) {
        return Problem.picture(Problem.Kind.IMAGE_TOO_LARGE,
                "image: %s. Scale it down; 1024 a side is enough.".formatted(what),
                Map.of("max_height", side, "max_width", side)).exception();
    }
}
