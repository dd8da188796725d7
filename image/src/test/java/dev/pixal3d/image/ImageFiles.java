// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Files that our encoders do not write, put together by hand or by the platform. */
final class ImageFiles {
    private ImageFiles() {}

    /** By the platform's writer; progressive means interlaced for PNG and GIF. */
    static byte[] platform(IIOImage image, String format, boolean progressive) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
            writer.setOutput(stream);
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (param.canWriteProgressive())
                param.setProgressiveMode(progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            writer.write(null, image, param);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return out.toByteArray();
    }

    static byte[] platform(BufferedImage image, String format, boolean progressive) {
        return platform(new IIOImage(image, null, null), format, progressive);
    }

    /** A PNG of raw rows, each beginning with its filter byte. */
    static byte[] png(int width, int height, int depth, int type, byte[] rows) {
        byte[] header = ByteBuffer.allocate(13).putInt(width).putInt(height).put((byte) depth).put((byte) type).array();
        return join(new byte[]{(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'}, chunk("IHDR", header),
                chunk("IDAT", deflated(rows)), chunk("IEND", new byte[0]));
    }

    /** A PNG with a chunk more, behind its header. */
    static byte[] withChunk(byte[] png, String type, byte[] data) {
        return join(java.util.Arrays.copyOf(png, 33), chunk(type, data),
                java.util.Arrays.copyOfRange(png, 33, png.length));
    }

    private static byte[] chunk(String type, byte[] data) {
        byte[] typed = join(type.getBytes(StandardCharsets.US_ASCII), data);
        CRC32 crc = new CRC32();
        crc.update(typed);
        return ByteBuffer.allocate(8 + typed.length).putInt(data.length).put(typed).putInt((int) crc.getValue())
                .array();
    }

    static byte[] deflated(byte[] data) {
        try (Deflater deflater = new Deflater()) {
            deflater.setInput(data);
            deflater.finish();
            byte[] out = new byte[data.length + 100];
            return java.util.Arrays.copyOf(out, deflater.deflate(out));
        }
    }

    /** A JPEG with a segment more, behind its start marker. */
    static byte[] withSegment(byte[] jpeg, int marker, byte[] data) {
        byte[] head = ByteBuffer.allocate(6).put(jpeg, 0, 2).put((byte) 0xff).put((byte) marker)
                .putShort((short) (data.length + 2)).array();
        return join(head, data, java.util.Arrays.copyOfRange(jpeg, 2, jpeg.length));
    }

    static byte[] exif(int orientation) {
        return new byte[]{'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte) orientation, 0, 0, 0,
                0, 0, 0};
    }

    /** An extended WebP of chunks. */
    static byte[] webp(int flags, int width, int height, byte[]... chunks) {
        byte[] extended = {(byte) flags, 0, 0, 0, (byte) (width - 1), (byte) (width - 1 >> 8), 0, (byte) (height - 1),
                (byte) (height - 1 >> 8), 0};
        byte[] body = join(riff("VP8X", extended), join(chunks));
        return join(
                ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).put("RIFF".getBytes(StandardCharsets.US_ASCII))
                        .putInt(body.length + 4).put("WEBP".getBytes(StandardCharsets.US_ASCII)).array(),
                body);
    }

    /** A frame of an animated WebP; both offsets even. */
    static byte[] frame(int left, int top, int width, int height, byte[] stillWebp) {
        byte[] head = {(byte) (left / 2), 0, 0, (byte) (top / 2), 0, 0, (byte) (width - 1), 0, 0, (byte) (height - 1),
                0,
                0, 100, 0, 0, 0};
        return riff("ANMF", join(head, pixelChunks(stillWebp)));
    }

    /** The chunks of a still WebP, without an extended header. */
    static byte[] pixelChunks(byte[] stillWebp) {
        int from = stillWebp[15] == 'X' ? 30 : 12;
        return java.util.Arrays.copyOfRange(stillWebp, from, stillWebp.length);
    }

    static byte[] riff(String type, byte[] data) {
        return ByteBuffer.allocate(8 + data.length + (data.length & 1)).order(ByteOrder.LITTLE_ENDIAN)
                .put(type.getBytes(StandardCharsets.US_ASCII)).putInt(data.length).put(data).array();
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) out.writeBytes(part);
        return out.toByteArray();
    }

    static BufferedImage buffered(RgbaImage image, int type) {
        BufferedImage out = new BufferedImage(image.width(), image.height(), type);
        for (int y = 0; y < image.height(); y++) {
            for (int x = 0; x < image.width(); x++) {
                out.setRGB(x, y, image.at(x, y, 3) << 24 | image.at(x, y, 0) << 16 | image.at(x, y, 1) << 8
                        | image.at(x, y, 2));
            }
        }
        return out;
    }
}
