// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.awt.color.ColorSpace;
import java.awt.color.ICC_ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.ColorConvertOp;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** Converts pictures with an embedded RGB profile (Adobe RGB, Display P3) to sRGB. */
final class ColorProfile {
    static final int MAX_BYTES = 4 << 20;
    private static final int ROWS = 32;

    private ColorProfile() {}

    /** The picture in sRGB; unchanged when the profile is sRGB, not of RGB, or broken. */
    static RgbaImage toSrgb(RgbaImage image, byte[] icc) {
        if (icc.length < 132 || icc.length > MAX_BYTES || isSrgb(icc)) return image;
        try {
            ICC_Profile profile = ICC_Profile.getInstance(icc);
            if (profile.getColorSpaceType() != ColorSpace.TYPE_RGB) return image;
            return convert(image, profile);
        } catch (RuntimeException _) {
            // The colour engine has an exception for every way a profile can be broken; the picture is still there.
            return image;
        }
    }

    private static RgbaImage convert(RgbaImage image, ICC_Profile profile) {
        ColorSpace srgb = ColorSpace.getInstance(ColorSpace.CS_sRGB);
        ColorConvertOp op = new ColorConvertOp(new ICC_ColorSpace(profile), srgb, null);
        int width = image.width();
        byte[] out = image.pixels().clone();
        byte[] line = new byte[3];
        for (int top = 0; top < image.height(); top += ROWS) {
            int rows = Math.min(ROWS, image.height() - top);
            WritableRaster from = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, width, rows, 3, null);
            WritableRaster to = from.createCompatibleWritableRaster();
            int first = 4 * top * width;
            line = line.length == 3 * width * rows ? line : new byte[3 * width * rows];
            for (int i = 0; i < width * rows; i++) System.arraycopy(out, first + 4 * i, line, 3 * i, 3);
            from.setDataElements(0, 0, width, rows, line);
            op.filter(from, to);
            to.getDataElements(0, 0, width, rows, line);
            for (int i = 0; i < width * rows; i++) System.arraycopy(line, 3 * i, out, first + 4 * i, 3);
        }
        return new RgbaImage(width, image.height(), out);
    }

    /** By its description, so that the bytes of the usual picture pass unchanged and at no cost. */
    private static boolean isSrgb(byte[] icc) {
        long tags = Bytes.be32(icc, 128);
        for (int i = 0; i < tags && 132 + 12L * i + 12 <= icc.length; i++) {
            int entry = 132 + 12 * i;
            if (!Bytes.is(icc, entry, "desc")) continue;
            long from = Bytes.be32(icc, entry + 4);
            long size = Bytes.be32(icc, entry + 8);
            if (from + size > icc.length) return false;
            byte[] text = Arrays.copyOfRange(icc, (int) from, (int) (from + size));
            String name = new String(text, StandardCharsets.ISO_8859_1).replace("\0", "").toLowerCase(Locale.ROOT);
            return name.contains("srgb") && !name.contains("linear");
        }
        return false;
    }
}
