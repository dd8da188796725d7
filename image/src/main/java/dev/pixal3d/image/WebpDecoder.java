// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import com.luciad.imageio.webp.WebPReadParam;
import java.awt.image.BufferedImage;

/**
 * WebP by libwebp, whose pixels are the standard's. The library's still-picture call refuses animations, so it is given
 * the first frame as a file of its own.
 */
final class WebpDecoder {
    /** Bytes for a pixel of the file: all colours of a lossless one, the transparency of the other kind. */
    private static final int LOSSLESS = 12, LOSSY = 2;

    private WebpDecoder() {}

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        WebpChunks webp = WebpChunks.parse(file);
        ImageHeader header = webp.header();
        limits.checkSize(header.width(), header.height());
        limits.checkUnpacked(header.width(), header.height(), "WebPs", webp.lossless() ? LOSSLESS : LOSSY);
        int factor = limits.factor(header.width(), header.height());
        BufferedImage frame = read(webp, factor);
        int width = ImageLimits.divided(header.width(), factor);
        int height = ImageLimits.divided(header.height(), factor);
        int left = Math.min(webp.left() / factor, width - frame.getWidth());
        int top = Math.min(webp.top() / factor, height - frame.getHeight());
        byte[] out = new byte[4 * width * height];
        int[] row = new int[frame.getWidth()];
        for (int y = 0; y < frame.getHeight(); y++) {
            frame.getRGB(0, y, row.length, 1, row, 0, row.length);
            int at = 4 * ((top + y) * width + left);
            for (int v : row) {
                out[at++] = (byte) (v >> 16);
                out[at++] = (byte) (v >> 8);
                out[at++] = (byte) v;
                out[at++] = (byte) (v >> 24);
            }
        }
        RgbaImage image = new RgbaImage(width, height, out);
        return ExifOrientation.apply(ColorProfile.toSrgb(image, webp.profile()), header.orientation());
    }

    private static BufferedImage read(WebpChunks webp, int factor) {
        byte[] still = webp.still();
        int width = ImageLimits.divided(webp.frameWidth(), factor);
        int height = ImageLimits.divided(webp.frameHeight(), factor);
        try {
            return PluginReader.read(new WebPImageReaderSpi(), still, "a WebP", width, height, param -> {
                if (factor == 1 || !(param instanceof WebPReadParam webpParam)) return;
                webpParam.setUseScaling(true);
                webpParam.setScaledWidth(width);
                webpParam.setScaledHeight(height);
            });
        } catch (OutOfMemoryError e) {
            // libwebp's answer to Huffman tables that make no sense; the size was checked before
            throw Bytes.damaged("a WebP that does not decode: " + e.getMessage());
        }
    }
}
