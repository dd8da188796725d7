// SPDX-License-Identifier: MIT
package dev.pixal3d.server.files;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Content types by what files begin with; clients often declare the wrong one. */
public final class MediaTypes {
    public static final String GLB = "model/gltf-binary";

    private MediaTypes() {}

    /** The type the first bytes show, else the declared one, else the general one. */
    static String of(byte[] head, String declared) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        if (text.startsWith("\u0089PNG\r\n\u001a\n")) return "image/png";
        if (text.startsWith("\u00ff\u00d8\u00ff")) return "image/jpeg";
        if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) return "image/webp";
        if (text.startsWith("GIF87a") || text.startsWith("GIF89a")) return "image/gif";
        if (text.startsWith("ftypavif", 4)) return "image/avif";
        if (text.startsWith("glTF")) return GLB;
        String type = declared.strip().toLowerCase(Locale.ROOT);
        return type.matches("[a-z0-9.+-]+/[a-z0-9.+-]+(\\s*;[\\x20-\\x7e]*)?") ? type : "application/octet-stream";
    }

    /** Whether a browser would run what such a file contains. */
    static boolean active(String type) {
        return type.matches(".*(html|svg|xml|javascript|ecmascript).*");
    }
}
