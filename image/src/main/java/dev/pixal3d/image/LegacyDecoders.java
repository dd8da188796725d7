// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.twelvemonkeys.imageio.plugins.bmp.BMPImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tga.TGAImageReaderSpi;
import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import javax.imageio.spi.ImageReaderSpi;

/** BMP, TGA and TIFF, by plug-ins in pure Java; their headers are read and checked here first. */
final class LegacyDecoders {
    private LegacyDecoders() {}

    static RgbaImage bmp(byte[] file, ImageLimits limits) {
        return decode(file, LegacyHeaders.bmp(file), new BMPImageReaderSpi(), limits);
    }

    static RgbaImage tga(byte[] file, ImageLimits limits) {
        return decode(file, LegacyHeaders.tga(file), new TGAImageReaderSpi(), limits);
    }

    static RgbaImage tiff(byte[] file, ImageLimits limits) {
        LegacyHeaders.checkTiff(file, limits);
        return decode(file, LegacyHeaders.tiff(file), new TIFFImageReaderSpi(), limits);
    }

    private static RgbaImage decode(byte[] file, ImageHeader header, ImageReaderSpi plugin, ImageLimits limits) {
        limits.checkSize(header.width(), header.height());
        BufferedImage image = PluginReader.read(plugin, file, "a " + header.format(), header.width(),
                header.height());
        return ExifOrientation.apply(new RgbaImage(header.width(), header.height(), rgba(image)), header.orientation());
    }

    private static byte[] rgba(BufferedImage image) {
        int width = image.getWidth();
        byte[] out = new byte[4 * width * image.getHeight()];
        boolean grey = image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
        Raster raster = image.getRaster();
        int bits = raster.getSampleModel().getSampleSize(0);
        int[] packed = new int[width];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            image.getRGB(0, y, width, 1, packed, 0, width);
            for (int x = 0; x < width; x++) {
                // grey as it is: the platform takes it for linear light and would brighten it
                int value = grey && bits >= 8 ? raster.getSample(x, y, 0) >>> bits - 8 : -1;
                for (int c = 0; c < 3; c++) out[at++] = (byte) (value >= 0 ? value : packed[x] >> 16 - 8 * c);
                out[at++] = (byte) (packed[x] >> 24);
            }
        }
        return out;
    }
}
