// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

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
        BufferedImage frame = read(webp.still());
        if (frame.getWidth() != webp.frameWidth() || frame.getHeight() != webp.frameHeight()) {
            throw Bytes.damaged("a WebP of another size than it says");
        }
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

    private static BufferedImage read(byte[] still) {
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(still))) {
            ImageReader reader = new WebPImageReaderSpi().createReaderInstance(null);
            try {
                reader.setInput(stream, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            // libwebp also answers "out of memory" to Huffman tables that make no sense; the size was checked before.
            throw Bytes.damaged("a WebP that does not decode: " + e.getMessage());
        }
    }
}
