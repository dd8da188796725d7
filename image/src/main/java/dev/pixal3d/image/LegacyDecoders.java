// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tga.TGAImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import javax.imageio.spi.ImageReaderSpi;

/**
 * BMP, TGA and TIFF, by plug-ins in pure Java; their headers are read and checked here first. The plug-ins of BMP and
 * TGA leave the last column empty when they scale down, so they do not: memory is the file's, as it is not compressed.
 */
final class LegacyDecoders {
    private static final int BYTES = 4;

    private LegacyDecoders() {}

    static RgbaImage bmp(byte[] file, ImageLimits limits) {
        return whole(file, LegacyHeaders.bmp(file), new BMPImageReaderSpi(), limits, "BMPs");
    }

    static RgbaImage tga(byte[] file, ImageLimits limits) {
        return whole(file, LegacyHeaders.tga(file), new TGAImageReaderSpi(), limits, "TGAs");
    }

    static RgbaImage tiff(byte[] file, ImageLimits limits) {
        LegacyHeaders.checkTiff(file, limits);
        ImageHeader header = LegacyHeaders.tiff(file);
        limits.checkSize(header.width(), header.height());
        return decode(file, header, new TIFFImageReaderSpi(), limits.factor(header.width(), header.height()), 1);
    }

    private static RgbaImage whole(byte[] file, ImageHeader header, ImageReaderSpi plugin, ImageLimits limits,
            String kind) {
        limits.checkSize(header.width(), header.height());
        limits.checkUnpacked(header.width(), header.height(), kind, BYTES);
        return decode(file, header, plugin, 1, limits.factor(header.width(), header.height()));
    }

    /** Every so many columns and rows: {@code inFile} of the file's, {@code afterwards} of what was read of these. */
    private static RgbaImage decode(byte[] file, ImageHeader header, ImageReaderSpi plugin, int inFile,
            int afterwards) {
        BufferedImage image = PluginReader.read(plugin, file, "a " + header.format(), header.width(),
                header.height(), inFile);
        return ExifOrientation.apply(rgba(image, afterwards), header.orientation());
    }

    private static RgbaImage rgba(BufferedImage image, int factor) {
        int width = image.getWidth();
        int columns = ImageLimits.divided(width, factor), rows = ImageLimits.divided(image.getHeight(), factor);
        byte[] out = new byte[4 * columns * rows];
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Raster raster = image.getRaster();
        int bits = raster.getSampleModel().getSampleSize(0);
        int[] packed = new int[width];
        for (int y = 0, at = 0; y < image.getHeight(); y += factor) {
            image.getRGB(0, y, width, 1, packed, 0, width);
            for (int x = 0; x < width; x += factor) {
                // grey as it is: the platform takes it for linear light and would brighten it
                int value = grey && bits >= 8 ? raster.getSample(x, y, 0) >>> bits - 8 : -1;
                for (int c = 0; c < 3; c++) out[at++] = (byte) (value >= 0 ? value : packed[x] >> 16 - 8 * c);
                out[at++] = (byte) (packed[x] >> 24);
            }
        }
        return new RgbaImage(columns, rows, out);
    }
}
