// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.image.RgbaImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

/** Textures as bytes of an image file. */
final class TextureEncoder {
    private TextureEncoder() {}

    static byte[] png(RgbaImage image, boolean alpha) { return encode(image, alpha, "image/png", "", 0); }

    static byte[] jpeg(RgbaImage image) { return encode(image, false, "image/jpeg", "JPEG", 0.92f); }

    static byte[] lossyWebp(RgbaImage image, boolean alpha) {
        return encode(image, alpha, "image/webp", "Lossy", 0.9f);
    }

    static byte[] losslessWebp(RgbaImage image, boolean alpha) {
        return encode(image, alpha, "image/webp", "Lossless", 0.5f);
    }

    private static byte[] encode(RgbaImage image, boolean alpha, String type, String compression, float quality) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType(type).next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = ImageIO.createImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (!compression.isEmpty()) {
                param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
                param.setCompressionType(compression);
                param.setCompressionQuality(quality);
            }
            writer.write(null, new IIOImage(buffered(image, alpha), null, null), param);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s: the picture could not be encoded".formatted(type.toLowerCase(Locale.ROOT)),
                    e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static BufferedImage buffered(RgbaImage image, boolean alpha) {
        int w = image.width(), h = image.height();
        BufferedImage b = new BufferedImage(w, h, alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] row = new int[w];
        byte[] p = image.pixels();
        for (int y = 0; y < h; y++) {
            for (int x = 0, at = 4 * y * w; x < w; x++, at += 4) {
                row[x] = (p[at + 3] & 0xff) << 24 | (p[at] & 0xff) << 16 | (p[at + 1] & 0xff) << 8 | p[at + 2] & 0xff;
            }
            b.setRGB(0, y, w, 1, row, 0, w);
        }
        return b;
    }
}
