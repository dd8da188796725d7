// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * What a picture may be at most; checked from its header before any pixel is decoded.
 *
 * @param bytes
 *            file size
 * @param side
 *            width and height
 * @param pixels
 *            width times height; decoding takes about eight bytes each
 */
public record ImageLimits(long bytes, int side, long pixels) {
    /** 50 MiB, 32768 pixels a side, 64 million pixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(50L << 20, 32768, 64_000_000);
}
