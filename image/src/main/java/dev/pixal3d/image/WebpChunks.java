// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The RIFF chunks of a WebP file (RFC 9649), cut down to its first frame.
 *
 * @param header
 *            with the size of the canvas
 * @param left
 *            of the first frame on the canvas
 * @param top
 *            of the first frame on the canvas
 * @param frameWidth
 *            as the bit stream says
 * @param frameHeight
 *            as the bit stream says
 * @param lossless
 *            of which kind the first frame is
 * @param still
 *            the first frame as a WebP file of its own
 */
record WebpChunks(ImageHeader header, int left, int top, int frameWidth, int frameHeight, boolean lossless,
        byte[] profile, byte[] still) {
    private record Chunk(int from, int to) {
        static final Chunk NONE = new Chunk(0, 0);

        boolean exists() { return to > 0; }
    }

    static WebpChunks parse(byte[] file) { return new Parser(file).parse(); }

    private static final class Parser {
        private final byte[] file;
        private Chunk bits = Chunk.NONE;
        private boolean lossless;
        private Chunk alpha = Chunk.NONE;
        private int canvasWidth;
        private int canvasHeight;
        private int frames;
        private int left;
        private int top;
        private int orientation = 1;
        private byte[] profile = {};

        Parser(byte[] file) { this.file = file; }

        WebpChunks parse() {
            chunks(12, (int) Math.min(file.length, 8 + Bytes.le32(file, 4)));
            if (!bits.exists()) throw Bytes.damaged("a WebP without a picture");
            int width;
            int height;
            if (lossless) {
                long packed = Bytes.le32(file, bits.from + 1);
                width = (int) (packed & 0x3fff) + 1;
                height = (int) (packed >> 14 & 0x3fff) + 1;
            } else {
                width = Bytes.le16(file, bits.from + 6) & 0x3fff;
                height = Bytes.le16(file, bits.from + 8) & 0x3fff;
            }
            if (canvasWidth == 0) {
                canvasWidth = width;
                canvasHeight = height;
            }
            if (width < 1 || height < 1 || left + width > canvasWidth || top + height > canvasHeight) {
                throw Bytes.damaged(
                        "a WebP frame of %d x %d on a canvas of %d x %d"
                                .formatted(width, height, canvasWidth, canvasHeight));
            }
            ImageHeader header = new ImageHeader(ImageFormat.WEBP, canvasWidth, canvasHeight, orientation,
                    Math.max(1, frames));
            return new WebpChunks(header, left, top, width, height, lossless, profile, still(width, height));
        }

        private void chunks(int start, int end) {
            for (int at = start; at + 8 <= end;) {
                int from = at + 8;
                long to = from + Bytes.le32(file, at + 4);
                if (to > end) {
                    if (bits.exists()) return;
                    throw Bytes.damaged("a WebP that ends early");
                }
                chunk(new String(file, at, 4, StandardCharsets.ISO_8859_1), from, (int) to);
                at = (int) Math.min(end, to + (to & 1));
            }
        }

        private void chunk(String name, int from, int to) {
            switch (name) {
                case "VP8X" -> {
                    canvasWidth = Bytes.le24(file, from + 4) + 1;
                    canvasHeight = Bytes.le24(file, from + 7) + 1;
                }
                case "VP8 ", "VP8L" -> {
                    if (bits.exists()) return;
                    bits = new Chunk(from, to);
                    lossless = name.equals("VP8L");
                }
                case "ALPH" -> {
                    if (!bits.exists()) alpha = new Chunk(from, to);
                }
                case "ANMF" -> {
                    if (frames++ > 0 || to - from < 16) return;
                    left = 2 * Bytes.le24(file, from);
                    top = 2 * Bytes.le24(file, from + 3);
                    chunks(from + 16, to);
                }
                case "EXIF" -> {
                    int skip = Bytes.is(file, from, "Exif\0\0") ? 6 : 0;
                    orientation = ExifOrientation.read(file, from + skip, to);
                }
                case "ICCP" -> profile = java.util.Arrays.copyOfRange(file, from, to);
                default -> {}
            }
        }

        private byte[] still(int width, int height) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            if (alpha.exists() && !lossless) {
                byte[] extended = new byte[10];
                extended[0] = 0x10;
                for (int i = 0; i < 3; i++) {
                    extended[4 + i] = (byte) (width - 1 >> 8 * i);
                    extended[7 + i] = (byte) (height - 1 >> 8 * i);
                }
                append(body, "VP8X", extended, 0, 10);
                append(body, "ALPH", file, alpha.from, alpha.to);
            }
            append(body, lossless ? "VP8L" : "VP8 ", file, bits.from, bits.to);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes("RIFF".getBytes(StandardCharsets.ISO_8859_1));
            le32(out, body.size() + 4);
            out.writeBytes("WEBP".getBytes(StandardCharsets.ISO_8859_1));
            out.writeBytes(body.toByteArray());
            return out.toByteArray();
        }

        private static void append(ByteArrayOutputStream out, String name, byte[] data, int from, int to) {
            out.writeBytes(name.getBytes(StandardCharsets.ISO_8859_1));
            le32(out, to - from);
            out.write(data, from, to - from);
            if ((to - from & 1) == 1) out.write(0);
        }

        private static void le32(ByteArrayOutputStream out, int value) {
            for (int i = 0; i < 4; i++) out.write(value >> 8 * i);
        }
    }
}
