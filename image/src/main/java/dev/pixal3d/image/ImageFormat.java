// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The picture formats that are read, told by their first bytes; names and media types are not trusted. */
public enum ImageFormat {
    PNG("image/png"),
    JPEG("image/jpeg"),
    WEBP("image/webp"),
    GIF("image/gif"),
    BMP("image/bmp"),
    TIFF("image/tiff"),
    TGA("image/x-tga"),
    /** As telephones take pictures; read where libheif is installed. */
    HEIC("image/heic"),
    /** Read where libheif is installed. */
    AVIF("image/avif");

    /** Extensions of the files that are read. */
    public static final List<String> EXTENSIONS = List.of(".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp", ".tif",
            ".tiff", ".tga", ".heic", ".heif", ".avif");

    private final String mediaType;

    ImageFormat(String mediaType) { this.mediaType = mediaType; }

    public String mediaType() { return mediaType; }

    /** The format of a file, or empty if it is none of these. */
    public static Optional<ImageFormat> sniff(byte[] file) {
        if (has(file, 0, "\u0089PNG\r\n\032\n")) return Optional.of(PNG);
        if (has(file, 0, "\u00ff\u00d8\u00ff")) return Optional.of(JPEG);
        if (has(file, 0, "RIFF") && has(file, 8, "WEBP")) return Optional.of(WEBP);
        if (has(file, 0, "GIF87a") || has(file, 0, "GIF89a")) return Optional.of(GIF);
        if (has(file, 0, "BM") && file.length > 26 && has(file, 6, "\0\0\0\0")) return Optional.of(BMP);
        if (has(file, 0, "II*\0") || has(file, 0, "MM\0*")) return Optional.of(TIFF);
        Optional<ImageFormat> heif = heif(file);
        if (heif.isPresent()) return heif;
        return LegacyHeaders.isTga(file) ? Optional.of(TGA) : Optional.empty();
    }

    /** As {@link #sniff}, with an {@link ProblemException} that says what the file is instead. */
    static ImageFormat require(byte[] file) {
        if (file.length == 0) {
            throw Problem.picture(Problem.Kind.IMAGE_LOAD_ERROR,
                    "image: the file is empty (got 0 bytes, allowed 1 and more). Send the picture again.").exception();
        }
        return sniff(file).orElseThrow(() -> Problem.picture(Problem.Kind.UNSUPPORTED_IMAGE_FORMAT,
                "image: the format is not read (got %s, allowed PNG, JPEG, WebP, GIF, BMP, TIFF, TGA, HEIC, AVIF). "
                        .formatted(describe(file)) + "Convert the picture to PNG.",
                Map.of("supported_formats", ImageFormat.EXTENSIONS)).exception());
    }

    private static Optional<ImageFormat> heif(byte[] file) {
        if (!has(file, 4, "ftyp")) return Optional.empty();
        if (has(file, 8, "avif") || has(file, 8, "avis")) return Optional.of(AVIF);
        boolean heic = has(file, 8, "hei") || has(file, 8, "hev") || has(file, 8, "mif1") || has(file, 8, "msf1");
        return heic ? Optional.of(HEIC) : Optional.empty();
    }

    private static String describe(byte[] file) {
        if (has(file, 4, "ftyp")) return "an MP4 or QuickTime video";
        if (has(file, 0, "BM")) return "BMP";
        if (has(file, 0, "\u00ff\n") || has(file, 0, "\0\0\0\fJXL ")) return "JPEG XL";
        if (has(file, 0, "\0\0\0\fjP  ")) return "JPEG 2000";
        if (has(file, 0, "II+\0") || has(file, 0, "MM\0+")) return "BigTIFF";
        if (has(file, 0, "8BPS")) return "Photoshop PSD";
        if (has(file, 0, "%PDF")) return "PDF";
        if (has(file, 0, "\0\0\u0001\0")) return "an ICO icon";
        if (has(file, 0, "glTF")) return "a GLB model";
        if (has(file, 0, "PK\u0003\u0004")) return "a ZIP archive";
        String start = new String(file, 0, Math.min(file.length, 512), StandardCharsets.ISO_8859_1);
        if (start.contains("<svg")) return "SVG";
        if (start.regionMatches(true, 0, "<!doctype html", 0, 14) || start.regionMatches(true, 0, "<html", 0, 5)) {
            return "an HTML page";
        }
        boolean text = start.chars().allMatch(c -> c >= 0x20 && c != 0x7f || c == '\n' || c == '\r' || c == '\t');
        return text ? "text" : "unknown data";
    }

    private static boolean has(byte[] file, int at, String latin1) {
        byte[] magic = latin1.getBytes(StandardCharsets.ISO_8859_1);
        if (file.length < at + magic.length) return false;
        for (int i = 0; i < magic.length; i++) if (file[at + i] != magic[i]) return false;
        return true;
    }
}
