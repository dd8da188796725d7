// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.util.Map;

/**
 * What a picture may be at most; checked from its header before any pixel is decoded. An honest picture is not too
 * large: what has more pixels than are kept is scaled down while it is read, in memory that does not grow with it. Only
 * formats that have to be unpacked as a whole are refused by size.
 *
 * @param bytes
 *            file size
 * @param side
 *            width and height
 * @param pixels
 *            width times height, for the time that reading takes
 * @param kept
 *            pixels up to which a picture is read as it is; decoding takes up to 20 bytes each
 */
public record ImageLimits(long bytes, int side, long pixels, int kept) {
    /** 512 MiB, a gigapixel, scaled down from 50 million pixels on: every decoder stays below about 1 GB. */
    public static final ImageLimits DEFAULT = new ImageLimits(512L << 20, 65_535, 1_000_000_000, 50_000_000);
    /** What a decoder may take to unpack a picture as a whole. */
    private static final long UNPACKED = 1L << 30;
    /** A picture that is scaled down keeps this part of what one may have, because sums of its pixels are kept. */
    private static final int SUMS = 3;

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

    /**
     * Refuses a picture that a decoder unpacks as a whole, and that is too large for it.
     *
     * @param kind
     *            of picture, in the plural
     * @param bytesEach
     *            that the decoder takes for each pixel of the file
     */
    void checkUnpacked(long width, long height, String kind, long bytesEach) {
        if (width * height > UNPACKED / bytesEach) {
            throw tooLarge("too many pixels for %s, which are unpacked as a whole (got %d x %d = %d, allowed %d)"
                    .formatted(kind, width, height, width * height, UNPACKED / bytesEach));
        }
    }

    /** By which whole number the sides of a picture are divided while it is read; 1 for one that is kept as it is. */
    int factor(int width, int height) {
        if ((long) width * height <= kept) return 1;
        int factor = 2;
        while ((long) divided(width, factor) * divided(height, factor) > Math.max(1, kept / SUMS)) factor++;
        return factor;
    }

    /** A side of a picture that is divided by a factor; what does not fill a pixel counts as one. */
    static int divided(int side, int factor) {
        return (side - 1) / factor + 1;
    }

    private ProblemException tooLarge(String what) {
        return Problem.picture(Problem.Kind.IMAGE_TOO_LARGE,
                "image: %s. Scale it down; 1024 a side is enough.".formatted(what),
                Map.of("max_height", side, "max_width", side)).exception();
    }
}
