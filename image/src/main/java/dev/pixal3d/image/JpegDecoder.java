// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.util.Optional;
import javax.imageio.spi.IIORegistry;

/** Baseline and progressive JPEG in grey, YCbCr, RGB, CMYK and YCCK, by the platform's libjpeg. */
final class JpegDecoder {
    /** Bytes of the coefficients of a pixel at most, in four components. */
    private static final int COEFFICIENTS = 8;

    private JpegDecoder() {}

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        ImageHeader header = JpegSegments.header(file);
        limits.checkSize(header.width(), header.height());
        JpegSegments jpeg = JpegSegments.parse(file);
        if (jpeg.collected()) { limits.checkUnpacked(jpeg.width(), jpeg.height(), "progressive JPEGs", COEFFICIENTS); }
        BufferedImage decoded = PluginReader.read(provider(), jpeg.pixels(), "a JPEG", jpeg.width(), jpeg.height(),
                limits.factor(jpeg.width(), jpeg.height()));
        RgbaImage image = new RgbaImage(decoded.getWidth(), decoded.getHeight(), rgba(decoded));
        RgbaImage srgb = jpeg.components() == 3 ? ColorProfile.toSrgb(image, jpeg.profile()) : image;
        return ExifOrientation.apply(srgb, header.orientation());
    }

    /** The plug-in finds the platform's reader through the registry, so it has to be a registered one. */
    private static JPEGImageReaderSpi provider() {
        IIORegistry registry = IIORegistry.getDefaultInstance();
        synchronized (registry) {
            Optional<JPEGImageReaderSpi> known = Optional
                    .ofNullable(registry.getServiceProviderByClass(JPEGImageReaderSpi.class));
            if (known.isPresent()) return known.get();
            JPEGImageReaderSpi provider = new JPEGImageReaderSpi();
            registry.registerServiceProvider(provider);
            return provider;
        }
    }

    private static byte[] rgba(BufferedImage image) {
        int width = image.getWidth();
        byte[] out = new byte[4 * width * image.getHeight()];
        Raster raster = image.getRaster();
        int bands = raster.getNumBands();
        boolean plain = raster.getTransferType() == DataBuffer.TYPE_BYTE
                && (bands == 1 || bands == 3 && image.getColorModel().getColorSpace().isCS_sRGB());
        byte[] samples = new byte[bands * width];
        int[] packed = new int[width];
        for (int y = 0, at = 0; y < image.getHeight(); y++) {
            if (plain) {
                raster.getDataElements(0, y, width, 1, samples);
            } else {
                image.getRGB(0, y, width, 1, packed, 0, width);
            }
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    // Grey as it is: the platform takes grey for linear light and would brighten it.
                    out[at++] = plain ? samples[bands == 1 ? x : 3 * x + c] : (byte) (packed[x] >> 16 - 8 * c);
                }
                out[at++] = -1;
            }
        }
        return out;
    }
}
