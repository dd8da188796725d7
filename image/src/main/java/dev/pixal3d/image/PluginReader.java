// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageReadParam;
import java.util.function.Consumer;
import javax.imageio.ImageReader;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Reads a file with a plug-in of ImageIO, after its header was checked. */
final class PluginReader {
    private PluginReader() {}

    /**
     * The first picture of a file.
     *
     * @param what
     *            the file is, with its article, for messages
     * @param width
     *            that the header states
     * @param height
     *            that the header states
     * @param factor
     *            only every so many columns and rows are read
     * @throws dev.pixal3d.core.ProblemException
     *             when it does not decode, or has another size than stated
     */
    static BufferedImage read(ImageReaderSpi plugin, byte[] file, String what, int width, int height, int factor) {
        return read(plugin, file, what, ImageLimits.divided(width, factor), ImageLimits.divided(height, factor),
                param -> {
                    if (factor > 1) param.setSourceSubsampling(factor, factor, 0, 0);
                });
    }

    /**
     * As {@link #read(ImageReaderSpi, byte[], String, int, int, int)}, scaled as the plug-in can.
     *
     * @param width
     *            that comes out
     * @param height
     *            that comes out
     * @param scaling
     *            tells the plug-in
     */
    static BufferedImage read(ImageReaderSpi plugin, byte[] file, String what, int width, int height,
            Consumer<ImageReadParam> scaling) {
        BufferedImage image = read(plugin, file, what, scaling);
        if (image.getWidth() != width || image.getHeight() != height) {
            throw Bytes.damaged(what + " of another size than it says");
        }
        return image;
    }

    private static BufferedImage read(ImageReaderSpi plugin, byte[] file, String what,
            Consumer<ImageReadParam> scaling) {
        try (MemoryCacheImageInputStream stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
            ImageReader reader = plugin.createReaderInstance(null);
            try {
                reader.setInput(stream, true, true);
                ImageReadParam param = reader.getDefaultReadParam();
                scaling.accept(param);
                return reader.read(0, param);
            } finally {
                reader.dispose();
            }
        } catch (IOException | RuntimeException e) {
            // plug-ins, and native decoders behind them, throw what they like on damaged data
            throw Bytes.damaged(what + " that does not decode: " + e.getMessage());
        }
    }
}
