// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What models are called: like their picture, without folder and extension. */
public final class PictureName {
    /** The name of a model whose picture has none. */
    public static final String NONE = "model";

    private static final int LONGEST = 100;
    private static final Pattern ADDRESS = Pattern.compile("(?is)[a-z][a-z0-9+.-]+://[^/?#]*([^?#]*).*");

    private PictureName() {}

    /**
     * The name.
     *
     * @param picture
     *            an address, a data URI or a path
     */
    public static String of(String picture) {
        String file = file(picture);
        int dot = file.lastIndexOf('.');
        String stem = (dot > 0 ? file.substring(0, dot) : file).strip();
        return stem.isEmpty() || stem.startsWith(".")
                ? NONE
                : stem.length() > LONGEST ? stem.substring(0, LONGEST) : stem;
    }

    /** The last part of the path, without control characters and slashes; empty when there is none. */
    public static String file(String picture) {
        if (picture.regionMatches(true, 0, "data:", 0, 5)) return "";
        Matcher address = ADDRESS.matcher(picture);
        String path = address.matches() ? address.group(1) : picture;
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        return (address.matches() ? decoded(last) : last).replaceAll("[/\\\\\\p{Cntrl}]", "_");
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replace("+", "%2B"),
                StandardCharsets.UTF_8);
    }
}
