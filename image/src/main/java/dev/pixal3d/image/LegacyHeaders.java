// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Set;

/** The headers of BMP, TGA and TIFF files, strictly: what their decoders take memory for. */
final class LegacyHeaders {
    private static final int CORE_HEADER = 12;
    private static final int TGA_HEADER = 18;
    private static final int MOST_SAMPLES = 8;
    private static final int MOST_BITS = 64;
    /** Compressions of a TIFF whose strips are decoded as a whole; the others come row by row. */
    private static final Set<Long> JPEG_IN_TIFF = Set.of(6L, 7L, 34_892L);

    private LegacyHeaders() {}

    static ImageHeader bmp(byte[] file) {
        Bytes.need(file, 0, 26);
        boolean core = Bytes.le32(file, 14) == CORE_HEADER;
        long width = core ? Bytes.le16(file, 18) : Bytes.le32(file, 18);
        long height = core ? Bytes.le16(file, 20) : Math.abs((int) Bytes.le32(file, 22));
        return header(ImageFormat.BMP, width, height, 1, 1);
    }

    /**
     * Whether a file is a TGA, which has no mark at its beginning: every field of its header has to make sense.
     */
    static boolean isTga(byte[] file) {
        if (file.length <= TGA_HEADER) return false;
        int mapped = file[1], type = file[2], bits = file[16], descriptor = file[17] & 0xff;
        boolean colors = mapped == 1 && (type == 1 || type == 9) && bits == 8 && (file[7] == 24 || file[7] == 32);
        boolean direct = mapped == 0 && (type == 2 || type == 10) && (bits == 24 || bits == 32);
        boolean grey = mapped == 0 && (type == 3 || type == 11) && bits == 8;
        boolean noMap = file[3] == 0 && file[4] == 0 && file[5] == 0 && file[6] == 0 && file[7] == 0;
        return (colors || (direct || grey) && noMap) && (descriptor & 0xc0) == 0 && (descriptor & 15) <= 8
                && Bytes.le16(file, 12) > 0 && Bytes.le16(file, 14) > 0;
    }

    static ImageHeader tga(byte[] file) {
        return header(ImageFormat.TGA, Bytes.le16(file, 12), Bytes.le16(file, 14), 1, 1);
    }

    static ImageHeader tiff(byte[] file) {
        TiffTags tags = TiffTags.of(file);
        long orientation = tags.get(TiffTags.ORIENTATION, 1);
        return header(ImageFormat.TIFF, tags.get(TiffTags.WIDTH, 0), tags.get(TiffTags.HEIGHT, 0),
                orientation >= 1 && orientation <= 8 ? (int) orientation : 1, tags.directories());
    }

    /** Refuses what makes a decoder take more than the picture needs: wide samples, large tiles. */
    static void checkTiff(byte[] file, ImageLimits limits) {
        TiffTags tags = TiffTags.of(file);
        long samples = tags.get(TiffTags.SAMPLES, 1), bits = tags.get(TiffTags.BITS, 1);
        if (samples < 1 || samples > MOST_SAMPLES) throw Bytes.damaged(samples + " samples a pixel");
        if (bits < 1 || bits > MOST_BITS) throw Bytes.damaged(bits + " bits a sample");
        long bytes = Math.ceilDiv(samples * bits, Byte.SIZE);
        long width = tags.get(TiffTags.TILE_WIDTH, 1), height = tags.get(TiffTags.TILE_HEIGHT, 1);
        limits.checkSize(width, height);
        limits.checkUnpacked(width, height, "tiles of TIFFs", bytes);
        if (JPEG_IN_TIFF.contains(tags.get(TiffTags.COMPRESSION, 1))) {
            limits.checkUnpacked(tags.get(TiffTags.WIDTH, 1), tags.get(TiffTags.HEIGHT, 1), "TIFFs of JPEGs",
                    2 * bytes);
        }
    }

    private static ImageHeader header(ImageFormat format, long width, long height, int orientation, int frames) {
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw Bytes.damaged("a side of %d x %d pixels".formatted(width, height));
        }
        return new ImageHeader(format, (int) width, (int) height, orientation, frames);
    }
}
