// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.luciad.imageio.webp.WebPImageWriterSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.OptionalDouble;
import javax.imageio.IIOImage;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageWriterSpi;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Encodes pictures as PNG, JPEG or WebP. The same picture and options give the same bytes, whatever the number of
 * threads. Thread-safe.
 */
public final class ImageEncoder {
    private ImageEncoder() {}

    /**
     * A PNG file of 8 bits a channel, sRGB.
     *
     * @param alpha
     *            whether alpha is stored: four channels, or three
     */
    public static byte[] png(RgbaImage image, boolean alpha) { return PngEncoder.encode(image, alpha); }

    /**
     * Baseline JPEG without alpha and without chroma subsampling, which would blur colour at chart borders and thin
     * lines.
     *
     * @param quality
     *            0 to 1; 0.92 is hard to tell from the original
     */
    public static byte[] jpeg(RgbaImage image, double quality) {
        ImageWriter writer = jpegWriter();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality(checked(quality));
        BufferedImage buffered = buffered(image, false);
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(buffered),
                param);
        try {
            fullChroma(metadata);
        } catch (IIOInvalidTreeException e) {
            throw new IllegalStateException(e);
        }
        return write(writer, new IIOImage(buffered, null, metadata), param);
    }

    /**
     * WebP; lossy halves the resolution of colour, lossless forgets the colours of fully transparent pixels.
     *
     * @param alpha
     *            whether alpha is stored
     * @param quality
     *            0 to 1 for lossy; empty for lossless
     */
    public static byte[] webp(RgbaImage image, boolean alpha, OptionalDouble quality) {
        ImageWriter writer = new WebPImageWriterSpi().createWriterInstance(null);
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(quality.isPresent() ? "Lossy" : "Lossless");
        param.setCompressionQuality(checked(quality.orElse(0.5)));
        return write(writer, new IIOImage(buffered(image, alpha), null, null), param);
    }

    private static float checked(double quality) {
        if (quality >= 0 && quality <= 1) return (float) quality;
        throw new IllegalArgumentException(
                "quality: out of range (got %s, allowed 0 to 1). Use 0.9 for textures.".formatted(quality));
    }

    private static ImageWriter jpegWriter() {
        Iterator<ImageWriterSpi> all = IIORegistry.getDefaultInstance().getServiceProviders(ImageWriterSpi.class, true);
        while (all.hasNext()) {
            ImageWriterSpi spi = all.next();
            if (!spi.getClass().getName().startsWith("com.sun.imageio.plugins.jpeg.")) continue;
            try {
                return spi.createWriterInstance();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new IllegalStateException(
                "JPEG: this Java has no JPEG writer (got a runtime without it, allowed one with java.desktop). Use a "
                        + "full JDK.");
    }

    private static void fullChroma(IIOMetadata metadata) throws IIOInvalidTreeException {
        String format = metadata.getNativeMetadataFormatName();
        Node tree = metadata.getAsTree(format);
        NodeList components = ((Element) tree).getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            ((Element) components.item(i)).setAttribute("HsamplingFactor", "1");
            ((Element) components.item(i)).setAttribute("VsamplingFactor", "1");
        }
        metadata.setFromTree(format, tree);
    }

    private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam param) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new IllegalStateException("image: the picture could not be encoded: " + e.getMessage(), e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static BufferedImage buffered(RgbaImage image, boolean alpha) {
        int width = image.width();
        int type = alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB;
        BufferedImage out = new BufferedImage(width, image.height(), type);
        byte[] p = image.pixels();
        int[] row = new int[width];
        for (int y = 0, at = 0; y < image.height(); y++) {
            for (int x = 0; x < width; x++, at += 4) {
                row[x] = (p[at + 3] & 0xff) << 24 | (p[at] & 0xff) << 16 | (p[at + 1] & 0xff) << 8 | p[at + 2] & 0xff;
            }
            out.getRaster().setDataElements(0, y, width, 1, row);
        }
        return out;
    }
}
