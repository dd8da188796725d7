// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes PNG, JPEG, WebP and GIF to 8-bit sRGB with straight alpha, upright: EXIF orientation is applied, of an animated
 * file the first frame is taken, an embedded colour profile is converted. Size limits are checked from the header, before
 * anything is allocated. Thread-safe.
 *
 * <p>
 * WebP is read by libwebp, which refuses animated files; those are read in Java, ten times slower (1.4 to 2.9 s for 1024
 * x 1024 in a cold JVM) and with plain chroma upsampling.
 */
public final class ImageDecoder {
    private ImageDecoder() {}

    /** {@link #decode(byte[], ImageLimits)} with {@link ImageLimits#DEFAULT}. */
    public static RgbaImage decode(byte[] file) {
        return decode(file, ImageLimits.DEFAULT);
    }

    /**
     * Decodes a file.
     *
     * @throws ImageException
     *             when it is no picture that is read, is damaged, or is over a limit
     */
    public static RgbaImage decode(byte[] file, ImageLimits limits) {
        if (file.length > limits.bytes()) {
            throw new ImageException(ImageException.Reason.TOO_LARGE, "image: the file is too large (got " + file.length
                    + " bytes, allowed " + limits.bytes() + "). Save it smaller.");
        }
        ImageHeader header = ImageHeader.probe(file);
        if (header.width() > limits.side() || header.height() > limits.side()
                || (long) header.width() * header.height() > limits.pixels()) {
            throw new ImageException(ImageException.Reason.TOO_LARGE,
                    "image: has too many pixels (got %d x %d, allowed %d a side and %d in all). Scale it down; 1024 a side is enough."
                            .formatted(header.width(), header.height(), limits.side(), limits.pixels()));
        }
        return Exif.upright(PixelFormats.toRgba(read(file, header)), header.orientation());
    }

    private static BufferedImage read(byte[] file, ImageHeader header) {
        ImageReader reader = reader(header.format(), file);
        try (MemoryCacheImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            reader.setInput(input, true, false);
            BufferedImage image = reader.read(0);
            if (image == null) throw ImageHeader.damaged(header.format(), "it holds no picture");
            return image;
        } catch (IOException | RuntimeException e) {
            if (e instanceof ImageException known) throw known;
            // Readers signal damage with exceptions of any kind; what they say is the best reason there is.
            throw ImageHeader.damaged(header.format(),
                    String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable"));
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw ImageHeader.damaged(header.format(), "decoding it takes more memory than there is");
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format, byte[] file) {
        if (format == ImageFormat.WEBP) {
            return animated(file)
                    ? new WebPImageReaderSpi().createReaderInstance(null)
                    : new com.luciad.imageio.webp.WebPImageReaderSpi().createReaderInstance(null);
        }
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName(format.name());
        if (!readers.hasNext()) throw new IllegalStateException("no " + format + " reader in this Java runtime");
        return readers.next();
    }

    private static boolean animated(byte[] file) {
        return file.length > 20 && file[12] == 'V' && file[15] == 'X' && (file[20] & 2) != 0;
    }
}
