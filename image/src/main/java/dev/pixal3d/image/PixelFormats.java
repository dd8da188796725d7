// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;

/** From the many layouts that readers give to {@link RgbaImage}. */
final class PixelFormats {
    private PixelFormats() {}

    static RgbaImage toRgba(BufferedImage image) {
        ColorModel model = image.getColorModel();
        boolean plain = model instanceof ComponentColorModel && !model.isAlphaPremultiplied()
                && (model.getTransferType() == DataBuffer.TYPE_BYTE
                        || model.getTransferType() == DataBuffer.TYPE_USHORT);
        int type = model.getColorSpace().getType();
        // Java takes grey for linear and would brighten it; files mean sRGB's curve.
        if (plain && (type == ColorSpace.TYPE_GRAY || model.getColorSpace().isCS_sRGB())) return samples(image);
        return converted(image);
    }

    private static RgbaImage samples(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        boolean alpha = bands == 2 || bands == 4;
        int bits = image.getColorModel().getComponentSize(0);
        int max = (1 << bits) - 1;
        byte[] out = new byte[4 * w * h];
        int[] row = new int[w * bands];
        for (int y = 0; y < h; y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, w, 1, row);
            for (int x = 0; x < w; x++) {
                int at = 4 * (y * w + x);
                for (int k = 0; k < 3; k++) out[at + k] = (byte) eight(row[x * bands + (bands < 3 ? 0 : k)], max);
                out[at + 3] = alpha ? (byte) eight(row[x * bands + bands - 1], max) : (byte) 255;
            }
        }
        return new RgbaImage(w, h, out);
    }

    private static int eight(int sample, int max) {
        return max == 255 ? sample : (int) ((2L * 255 * sample + max) / (2L * max));
    }

    private static RgbaImage converted(BufferedImage image) {
        int w = image.getWidth();
        int h = image.getHeight();
        byte[] out = new byte[4 * w * h];
        int[] row = new int[w];
        for (int y = 0; y < h; y++) {
            image.getRGB(0, y, w, 1, row, 0, w);
            for (int x = 0; x < w; x++) {
                int at = 4 * (y * w + x);
                for (int k = 0; k < 4; k++) out[at + k] = (byte) (row[x] >>> (k == 3 ? 24 : 16 - 8 * k));
            }
        }
        return new RgbaImage(w, h, out);
    }
}
