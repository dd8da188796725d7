// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * An 8-bit sRGB picture with straight (not premultiplied) alpha. The array is owned by the record and must not be
 * changed by a receiver.
 *
 * @param width
 *            in pixels
 * @param height
 *            in pixels
 * @param pixels
 *            R, G, B, A of each pixel, rows from the top, length 4 * width * height
 */
public record RgbaImage(int width, int height, byte[] pixels) {
    public RgbaImage {
        if (width < 1 || height < 1 || pixels.length != 4L * width * height) {
            throw new IllegalArgumentException(
                    ("image: size and data do not belong together (got %d x %d with %d bytes, allowed 4 bytes a "
                            + "pixel). Decode the file again.")
                            .formatted(width, height, pixels.length));
        }
    }

    /** Red, green, blue or alpha (channel 0 to 3) of a pixel, 0 to 255. */
    public int at(int x, int y, int channel) {
        return pixels[4 * (y * width + x) + channel] & 0xff;
    }
}
