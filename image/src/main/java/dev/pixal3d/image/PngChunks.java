// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * Chunks of a PNG file (PNG specification, third edition, section 5). Checksums are not verified: pixel data carries
 * one of its own, and what else could be wrong shows as a wrong picture at most.
 */
final class PngChunks {
    static final int SIGNATURE = 8;
    private static final int OVERHEAD = 12;

    private PngChunks() {}

    @FunctionalInterface
    interface Visitor {
        /** A chunk's type and where its data is; answers whether to go on. */
        boolean chunk(String type, int from, int to);
    }

    static void walk(byte[] file, Visitor visitor) {
        int at = SIGNATURE;
        while (at + OVERHEAD <= file.length) {
            long length = Bytes.be32(file, at);
            Bytes.need(file, at + 8L, length);
            String type = new String(file, at + 4, 4, java.nio.charset.StandardCharsets.ISO_8859_1);
            if (!visitor.chunk(type, at + 8, (int) (at + 8 + length)) || type.equals("IEND")) return;
            if (at + OVERHEAD + length > file.length) return;
            at += (int) (OVERHEAD + length);
        }
    }

    static ImageHeader header(byte[] file) {
        if (!Bytes.is(file, 12, "IHDR")) throw Bytes.damaged("a PNG that does not begin with IHDR");
        long width = Bytes.be32(file, 16);
        long height = Bytes.be32(file, 20);
        if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE) {
            throw Bytes.damaged("a PNG of %d x %d pixels".formatted(width, height));
        }
        int[] frames = {1};
        int[] orientation = {1};
        walk(file, (type, from, to) -> {
            if (type.equals("acTL") && to - from == 8) {
                frames[0] = (int) Math.clamp(Bytes.be32(file, from), 1L, (long) Integer.MAX_VALUE);
            }
            if (type.equals("eXIf")) orientation[0] = ExifOrientation.read(file, from, to);
            return true;
        });
        return new ImageHeader(ImageFormat.PNG, (int) width, (int) height, orientation[0], frames[0]);
    }
}
