// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The picture formats that are read, told by their first bytes, whatever a file is called. */
public enum ImageFormat {
    PNG("image/png"), JPEG("image/jpeg"), WEBP("image/webp"), GIF("image/gif");

    private final String mediaType;

    ImageFormat(String mediaType) { this.mediaType = mediaType; }

    public String mediaType() { return mediaType; }

    /** The format of a file, if it is one that is read. */
    public static Optional<ImageFormat> sniff(byte[] b) {
        if (starts(b, 0, "\u0089PNG\r\n\u001a\n")) return Optional.of(PNG);
        if (starts(b, 0, "\u00ff\u00d8\u00ff")) return Optional.of(JPEG);
        if (starts(b, 0, "RIFF") && starts(b, 8, "WEBP")) return Optional.of(WEBP);
        if (starts(b, 0, "GIF87a") || starts(b, 0, "GIF89a")) return Optional.of(GIF);
        return Optional.empty();
    }

    /** What a file that is not read seems to be, for the error message. */
    static String describe(byte[] b) {
        if (b.length == 0) return "an empty file";
        if (starts(b, 4, "ftypavif") || starts(b, 4, "ftypavis")) return "AVIF";
        if (starts(b, 4, "ftyphei") || starts(b, 4, "ftypmif1")) return "HEIC";
        if (starts(b, 0, "BM")) return "BMP";
        if (starts(b, 0, "II*\0") || starts(b, 0, "MM\0*")) return "TIFF";
        if (starts(b, 0, "%PDF")) return "PDF";
        if (starts(b, 0, "glTF")) return "a GLB model";
        String head = new String(b, 0, Math.min(b.length, 512), StandardCharsets.ISO_8859_1).stripLeading();
        if (head.startsWith("<svg") || head.startsWith("<?xml") && head.contains("<svg")) return "SVG";
        if (head.startsWith("<!DOCTYPE") || head.startsWith("<html")) return "an HTML page";
        return "an unknown format";
    }

    private static boolean starts(byte[] b, int at, String magic) {
        if (b.length < at + magic.length()) return false;
        for (int i = 0; i < magic.length(); i++) if ((b[at + i] & 0xff) != magic.charAt(i)) return false;
        return true;
    }
}
