// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;

/**
 * WebP by libwebp, whose pixels are the standard's. The library's still-picture call refuses animations, so it is given
 * the first frame as a file of its own.
 */
final class WebpDecoder {
    private WebpDecoder() {}

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        WebpChunks webp = WebpChunks.parse(file);
        ImageHeader header = webp.header();
        limits.checkSize(header.width(), header.height());
        BufferedImage frame = read(webp);
        byte[] out = new byte[4 * header.width() * header.height()];
        int[] row = new int[frame.getWidth()];
        for (int y = 0; y < frame.getHeight(); y++) {
            frame.getRGB(0, y, row.length, 1, row, 0, row.length);
            int at = 4 * ((webp.top() + y) * header.width() + webp.left());
            for (int v : row) {
                out[at++] = (byte) (v >> 16);
                out[at++] = (byte) (v >> 8);
                out[at++] = (byte) v;
                out[at++] = (byte) (v >> 24);
            }
        }
        RgbaImage image = new RgbaImage(header.width(), header.height(), out);
        return ExifOrientation.apply(ColorProfile.toSrgb(image, webp.profile()), header.orientation());
    }

    private static BufferedImage read(WebpChunks webp) {
        byte[] still = webp.still();
        try {
            return PluginReader.read(new WebPImageReaderSpi(), still, "a WebP", webp.frameWidth(), webp.frameHeight());
        } catch (OutOfMemoryError e) {
            // libwebp's answer to Huffman tables that make no sense; the size was checked before
            throw Bytes.damaged("a WebP that does not decode: " + e.getMessage());
        }
    }
}
