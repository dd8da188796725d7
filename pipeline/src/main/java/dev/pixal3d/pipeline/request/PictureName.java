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
    /** What Windows does not take in a file's name, whatever comes behind a dot; nor does it take a dot at its end. */
    private static final Pattern DEVICE = Pattern.compile("(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?");
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

    /**
     * The last part of the path as a name that every system takes for a file's, because what is made on one is unpacked
     * on another; empty when there is none.
     */
    public static String file(String picture) {
        if (picture.regionMatches(true, 0, "data:", 0, 5)) return "";
        Matcher address = ADDRESS.matcher(picture);
        String path = address.matches() ? address.group(1) : picture;
        String last = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        String name = (address.matches() ? decoded(last) : last).replaceAll("[/\\\\<>:\"|?*\\p{Cntrl}]", "_")
                .replaceFirst("[. ]+$", "");
        return DEVICE.matcher(name).matches() ? "_" + name : name;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replaceAll("%(?![0-9A-Fa-f]{2})", "%25").replace("+", "%2B"),
                StandardCharsets.UTF_8);
    }
}
