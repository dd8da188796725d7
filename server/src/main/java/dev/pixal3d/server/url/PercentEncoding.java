// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding with the URL standard's sets. A percent sign is in none of them: escapes stay as they are. */
final class PercentEncoding {
    /** Characters from the blank to the tilde that are escaped; all others are in every set. */
    static final String USERINFO = " \"#<>?^`{}/:;=@[\\]|";
    static final String PATH = " \"#<>?^`{}";
    static final String QUERY = " \"#<>'";
    static final String REQUEST_LINE = " \"#<>[\\]^`{|}";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /** Unpaired surrogates become the replacement character. */
    static String encode(String text, String set) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length();) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c >= ' ' && c <= '~' && set.indexOf(c) < 0) {
                out.append((char) c);
            } else {
                int whole = Character.getType(c) == Character.SURROGATE ? 0xfffd : c;
                for (byte b : Character.toString(whole).getBytes(StandardCharsets.UTF_8)) {
                    out.append('%').append(HEX.toHexDigits(b));
                }
            }
        }
        return out.toString();
    }

    /** Escapes become bytes, bytes UTF-8 text; a percent sign without two hexadecimal digits stays. */
    static String decode(String text) {
        if (text.indexOf('%') < 0) return text;
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
        byte[] in = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < in.length; i++) {
            boolean escape = in[i] == '%' && i + 2 < in.length && HexFormat.isHexDigit(in[i + 1])
                    && HexFormat.isHexDigit(in[i + 2]);
            if (escape) {
                out.write(HexFormat.fromHexDigit(in[i + 1]) << 4 | HexFormat.fromHexDigit(in[i + 2]));
                i += 2;
            } else {
                out.write(in[i]);
            }
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
