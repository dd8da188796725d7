// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code data:[type][;parameter=value][;base64],data} (RFC 2397); the declared type does not matter. */
public final class DataUri {
    private DataUri() {}

    /** The bytes; empty when it is not a correct data URI. */
    public static Optional<byte[]> decode(String uri) {
        int comma = uri.indexOf(',');
        if (!uri.regionMatches(true, 0, "data:", 0, 5) || comma < 0) return Optional.empty();
        byte[] raw = percentDecoded(uri.substring(comma + 1));
        if (!uri.substring(5, comma).toLowerCase(Locale.ROOT).strip().endsWith(";base64")) return Optional.of(raw);
        try {
            String text = new String(raw, StandardCharsets.ISO_8859_1).replaceAll("\\s", "").replace('-', '+')
                    .replace('_', '/');
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] percentDecoded(String text) {
        if (text.indexOf('%') < 0) return text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); i++) {
            boolean escaped = text.charAt(i) == '%' && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0;
            if (escaped) {
                out.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                out.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return out.toByteArray();
    }
}
