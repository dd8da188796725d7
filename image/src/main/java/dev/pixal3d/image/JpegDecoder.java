// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.twelvemonkeys.imageio.plugins.jpeg.JPEGImageReaderSpi;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Baseline and progressive JPEG in grey, YCbCr, RGB, CMYK and YCCK, by the platform's libjpeg. */
final class JpegDecoder {
    private JpegDecoder() {}

    static RgbaImage decode(byte[] file, ImageLimits limits) {
        ImageHeader header = JpegSegments.header(file);
        limits.checkSize(header.width(), header.height());
        JpegSegments jpeg = JpegSegments.parse(file);
        BufferedImage decoded = read(jpeg.pixels());
        if (decoded.getWidth() != jpeg.width() || decoded.getHeight() != jpeg.height()) {
            throw Bytes.damaged("a JPEG of another size than it says");
        }
        RgbaImage image = new RgbaImage(jpeg.width(), jpeg.height(), rgba(decoded));
        RgbaImage srgb = jpeg.components() == 3 ? ColorProfile.toSrgb(image, jpeg.profile()) : image;
        return ExifOrientation.apply(srgb, header.orientation());
    }

    private static BufferedImage read(byte[] pixels) {
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(pixels))) {
            ImageReader reader = provider().createReaderInstance(null);
            try {
                reader.setInput(stream, true, true);
                return reader.read(0);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // A native decoder behind a plug-in throws what it likes on damaged data.
            throw Bytes.damaged("a JPEG that does not decode: " + e.getMessage());
        }
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
        int height = image.getHeight();
        byte[] out = new byte[4 * width * height];
        Raster raster = image.getRaster();
        if (raster.getNumBands() == 1 && raster.getTransferType() == DataBuffer.TYPE_BYTE) {
            byte[] row = new byte[width];
            for (int y = 0, at = 0; y < height; y++) {
                raster.getDataElements(0, y, width, 1, row);
                for (byte v : row) {
                    out[at++] = v;
                    out[at++] = v;
                    out[at++] = v;
                    out[at++] = -1;
                }
            }
            return out;
        }
        BufferedImage line = new BufferedImage(width, 1, BufferedImage.TYPE_INT_RGB);
        boolean plain = image.getColorModel().getColorSpace().isCS_sRGB();
        int[] row = new int[width];
        for (int y = 0, at = 0; y < height; y++) {
            if (plain) {
                image.getRGB(0, y, width, 1, row, 0, width);
            } else {
                Graphics2D g = line.createGraphics();
                g.drawImage(image.getSubimage(0, y, width, 1), 0, 0, null);
                g.dispose();
                line.getRGB(0, 0, width, 1, row, 0, width);
            }
            for (int v : row) {
                out[at++] = (byte) (v >> 16);
                out[at++] = (byte) (v >> 8);
                out[at++] = (byte) v;
                out[at++] = -1;
            }
        }
        return out;
    }
}
