// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOInvalidTreeException;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.stream.ImageOutputStream;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Encodes pictures as PNG, JPEG and WebP. The same picture gives the same bytes. Thread-safe. */
public final class ImageEncoder {
    private static final String JPEG_METADATA = "javax_imageio_jpeg_image_1.0";

    private ImageEncoder() {}

    /**
     * Lossless.
     *
     * @param alpha
     *            whether alpha is stored; colours of transparent pixels are kept
     */
    public static byte[] png(RgbaImage image, boolean alpha) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        return write(writer, new IIOImage(buffered(image, alpha), null, null), writer.getDefaultWriteParam());
    }

    /**
     * Without chroma subsampling, which would blur colour at chart borders and thin lines.
     *
     * @param quality
     *            0 to 1; 0.92 is hard to tell from the original
     */
    public static byte[] jpeg(RgbaImage image, double quality) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionQuality((float) quality);
        BufferedImage buffered = buffered(image, false);
        IIOMetadata metadata = writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(buffered),
                param);
        return write(writer, new IIOImage(buffered, null, fullChroma(metadata)), param);
    }

    private static IIOMetadata fullChroma(IIOMetadata metadata) {
        Element tree = (Element) metadata.getAsTree(JPEG_METADATA);
        NodeList components = tree.getElementsByTagName("componentSpec");
        for (int i = 0; i < components.getLength(); i++) {
            ((Element) components.item(i)).setAttribute("HsamplingFactor", "1");
            ((Element) components.item(i)).setAttribute("VsamplingFactor", "1");
        }
        try {
            metadata.setFromTree(JPEG_METADATA, tree);
        } catch (IIOInvalidTreeException e) {
            throw new IllegalStateException(e);
        }
        return metadata;
    }

    /**
     * WebP.
     *
     * @param alpha
     *            whether alpha is stored
     * @param quality
     *            0 to 1 for lossy; empty for lossless
     */
    public static byte[] webp(RgbaImage image, boolean alpha, OptionalDouble quality) {
        ImageWriter writer = ImageIO.getImageWritersByMIMEType("image/webp").next();
        ImageWriteParam param = writer.getDefaultWriteParam();
        param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        param.setCompressionType(quality.isPresent() ? "Lossy" : "Lossless");
        param.setCompressionQuality((float) quality.orElse(0.5));
        return write(writer, new IIOImage(buffered(image, alpha), null, null), param);
    }

    private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam param) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ImageOutputStream stream = new javax.imageio.stream.MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException("image: could not be encoded", e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    private static BufferedImage buffered(RgbaImage image, boolean alpha) {
        int w = image.width();
        BufferedImage b = new BufferedImage(w, image.height(),
                alpha ? BufferedImage.TYPE_INT_ARGB : BufferedImage.TYPE_INT_RGB);
        int[] row = new int[w];
        byte[] p = image.pixels();
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0, at = 4 * y * w; x < w; x++, at += 4) {
                row[x] = (p[at + 3] & 0xff) << 24 | (p[at] & 0xff) << 16 | (p[at + 1] & 0xff) << 8 | p[at + 2] & 0xff;
            }
            b.getRaster().setDataElements(0, y, w, 1, row);
        }
        return b;
    }
}
