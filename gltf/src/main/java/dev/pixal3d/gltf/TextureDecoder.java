// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.image.RgbaImage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** Pixels from the bytes of an image file. */
final class TextureDecoder {
    private TextureDecoder() {}

    /**
     * @param room
     *            most pixels allowed
     */
    static RgbaImage decode(byte[] file, long room, String where) {
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(file))) {
            Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
            if (!readers.hasNext()) {
                throw new GltfException("%s: no picture that can be read (allowed PNG, JPEG, WebP). Export it again."
                        .formatted(where));
            }
            ImageReader reader = readers.next();
            try {
                reader.setInput(in);
                long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
                if (pixels > room) {
                    throw new GltfException("%s: too many pixels (got %d, allowed %d). Use smaller textures.".formatted(
                            where, pixels, room));
                }
                return rgba(reader.read(0));
            } finally {
                reader.dispose();
            }
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | IllegalStateException
                | NegativeArraySizeException | NullPointerException | ClassCastException e) {
            throw new GltfException("%s: damaged picture (%s). Export the file again.".formatted(where, e.getMessage()),
                    e);
        }
    }

    private static RgbaImage rgba(BufferedImage image) {
        int w = image.getWidth(), h = image.getHeight(), at = 0;
        byte[] out = new byte[4 * w * h];
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            image.getRGB(0, y, w, 1, row, 0, w);
            for (int argb : row) {
                out[at++] = (byte) (argb >> 16);
                out[at++] = (byte) (argb >> 8);
                out[at++] = (byte) argb;
                out[at++] = (byte) (argb >>> 24);
            }
        }
        return new RgbaImage(w, h, out);
    }
}
