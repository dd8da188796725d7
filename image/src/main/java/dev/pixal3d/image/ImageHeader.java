// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a picture's header says, read without decoding.
 *
 * @param width
 *            in stored pixels, before the orientation is applied
 * @param height
 *            likewise
 * @param orientation
 *            EXIF orientation 1 to 8; 1 when there is none
 */
public record ImageHeader(ImageFormat format, int width, int height, int orientation) {
    private static final int MAX_SEGMENTS = 10_000;

    /**
     * Reads the header.
     *
     * @throws ImageException
     *             when the file is no picture that is read, or its header is damaged
     */
    public static ImageHeader probe(byte[] file) {
        ImageFormat format = ImageFormat.sniff(file).orElseThrow(() -> new ImageException(
                ImageException.Reason.UNSUPPORTED_FORMAT, "image: cannot be read (got " + ImageFormat.describe(file)
                        + ", allowed PNG, JPEG, WebP, GIF). Convert the picture to PNG or JPEG."));
        try {
            return switch (format) {
                case PNG -> png(file);
                case JPEG -> jpeg(file);
                case WEBP -> webp(file);
                case GIF -> new ImageHeader(format, little(file, 6) & 0xffff, little(file, 8) & 0xffff, 1);
            };
        } catch (IndexOutOfBoundsException e) {
            throw damaged(format, "the file ends inside its header");
        }
    }

    private static ImageHeader png(byte[] b) {
        int orientation = 1;
        int at = 8;
        for (int i = 0; i < MAX_SEGMENTS && at + 12 <= b.length; i++) {
            int length = big32(b, at);
            if (length < 0 || length > b.length - at - 12) break;
            if (big32(b, at + 4) == 0x65584966) orientation = Exif.orientation(b, at + 8, length);
            at += 12 + length;
        }
        if (big32(b, 12) != 0x49484452) throw damaged(ImageFormat.PNG, "it does not begin with IHDR");
        return checked(ImageFormat.PNG, big32(b, 16), big32(b, 20), orientation);
    }

    private static ImageHeader jpeg(byte[] b) {
        int orientation = 1;
        int at = 2;
        for (int i = 0; i < MAX_SEGMENTS; i++) {
            while ((b[at] & 0xff) != 0xff) at++;
            while ((b[at] & 0xff) == 0xff) at++;
            int marker = b[at++] & 0xff;
            if (marker == 0x01 || marker >= 0xd0 && marker <= 0xd8) continue;
            int length = big16(b, at);
            if (length < 2) break;
            boolean frame = marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
            if (frame) return checked(ImageFormat.JPEG, big16(b, at + 5), big16(b, at + 3), orientation);
            if (marker == 0xda || marker == 0xd9) break;
            if (marker == 0xe1 && length > 8 && b[at + 2] == 'E' && b[at + 3] == 'x') {
                orientation = Exif.orientation(b, at + 8, length - 8);
            }
            at += length;
        }
        throw damaged(ImageFormat.JPEG, "it has no frame header");
    }

    private static ImageHeader webp(byte[] b) {
        int orientation = 1;
        int width = 0;
        int height = 0;
        int at = 12;
        for (int i = 0; i < MAX_SEGMENTS && at + 8 <= b.length; i++) {
            int length = little(b, at + 4);
            switch (big32(b, at)) {
                case 0x56503858 -> { // VP8X
                    width = 1 + (little(b, at + 12) & 0xffffff);
                    height = 1 + (little(b, at + 14) >>> 8);
                }
                case 0x5650384c -> { // VP8L
                    int bits = little(b, at + 9);
                    width = width == 0 ? 1 + (bits & 0x3fff) : width;
                    height = height == 0 ? 1 + (bits >>> 14 & 0x3fff) : height;
                }
                case 0x56503820 -> { // VP8
                    width = width == 0 ? little(b, at + 14) & 0x3fff : width;
                    height = height == 0 ? little(b, at + 16) & 0x3fff : height;
                }
                case 0x45584946 -> orientation = Exif.orientation(b, at + 8, Math.clamp(length, 0, b.length - at - 8));
                default -> {}
            }
            if (length < 0 || length > b.length - at - 8) break;
            at += 8 + length + (length & 1);
        }
        return checked(ImageFormat.WEBP, width, height, orientation);
    }

    private static ImageHeader checked(ImageFormat format, int width, int height, int orientation) {
        if (width < 1 || height < 1) throw damaged(format, "its size is impossible (" + width + " x " + height + ")");
        return new ImageHeader(format, width, height, orientation);
    }

    static ImageException damaged(ImageFormat format, String why) {
        return new ImageException(ImageException.Reason.LOAD_ERROR,
                "image: the " + format + " file is damaged (" + why + "). Save or download it again.");
    }

    private static int big32(byte[] b, int at) { return ByteBuffer.wrap(b).getInt(at); }

    private static int big16(byte[] b, int at) { return ByteBuffer.wrap(b).getShort(at) & 0xffff; }

    private static int little(byte[] b, int at) {
        byte[] four = new byte[4];
        for (int i = 0; i < 4 && (i < 2 || at + i < b.length); i++) four[i] = b[at + i];
        return ByteBuffer.wrap(four).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }
}
