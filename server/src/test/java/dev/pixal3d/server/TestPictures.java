// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;

/** Picture files, good and bad. */
final class TestPictures {
    private TestPictures() {}

    static byte[] png(int width, int height) { return encoded("png", width, height); }

    static byte[] greyPng(int width, int height) {
        return encoded("png", new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY));
    }

    /** A disc on white. */
    static byte[] encoded(String format, int width, int height) {
        return encoded(format, new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB));
    }

    private static byte[] encoded(String format, BufferedImage image) {
        int width = image.getWidth(), height = image.getHeight();
        Graphics2D g = image.createGraphics();
        g.setColor(Color.WHITE);
        g.fillRect(0, 0, width, height);
        g.setColor(Color.RED);
        g.fillOval(width / 4, height / 4, width / 2, height / 2);
        g.dispose();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, format, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** A small PNG whose header claims a huge size. */
    static byte[] bomb(int side) {
        byte[] png = png(8, 8);
        ByteBuffer.wrap(png).putInt(16, side).putInt(20, side);
        CRC32 crc = new CRC32();
        crc.update(png, 12, 17);
        ByteBuffer.wrap(png).putInt(29, (int) crc.getValue());
        return png;
    }

    static byte[] svg() {
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>"
                .getBytes(StandardCharsets.US_ASCII);
    }
}
