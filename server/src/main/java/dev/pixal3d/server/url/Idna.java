// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;

/**
 * Host names in ASCII (UTS 46, non-transitional, without the checks that only registrars need): compatibility forms
 * and capitals are mapped, labels beyond ASCII become punycode (RFC 3492).
 *
 * <p>
 * Tried and rejected: {@code java.net.IDN}, which knows Unicode 3.2 and IDNA 2003 (it turns {@code ß} into {@code ss},
 * which is another host), and ICU4J, which does all of it in 14 MB.
 */
final class Idna {
    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;

    private Idna() {}

    static String toAscii(String name) throws UrlException {
        if (name.chars().allMatch(c -> c < 0x80)) return name;
        List<String> labels = new ArrayList<>();
        for (String label : mapped(name).split("\\.", -1)) {
            if (label.length() > HostParser.MAX_LABEL)
                throw new UrlException("the URL's host has a part that is too long");
            labels.add(label.chars().allMatch(c -> c < 0x80) ? label : "xn--" + punycode(label.codePoints().toArray()));
        }
        return String.join(".", labels);
    }

    private static String mapped(String name) throws UrlException {
        StringBuilder out = new StringBuilder();
        for (int c : Normalizer.normalize(name, Normalizer.Form.NFKC).codePoints().toArray()) {
            if (c == 0x3002) out.append('.');
            else if (!ignored(c)) out.appendCodePoint(Character.toLowerCase(c));
        }
        String mapped = Normalizer.normalize(out, Normalizer.Form.NFKC);
        if (mapped.codePoints().anyMatch(Idna::refused)) {
            throw new UrlException("the URL's host has a character that is not allowed");
        }
        return mapped;
    }

    /** Soft hyphen, zero-width space, word joiner, byte order mark, variation selectors: no part of a name. */
    private static boolean ignored(int c) {
        return c == 0xad || c == 0x200b || c == 0x2060 || c == 0xfeff || c >= 0xfe00 && c <= 0xfe0f
                || c >= 0xe0100 && c <= 0xe01ef;
    }

    private static boolean refused(int c) {
        return c >= 0x80 && switch (Character.getType(c)) {
            case Character.CONTROL, Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED,
                    Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SPACE_SEPARATOR ->
                true;
            default -> c == 0xfffd;
        };
    }

    /** Encodes a label (RFC 3492, section 6.3); it is short, so that the numbers are too. */
    private static String punycode(int[] label) {
        StringBuilder out = new StringBuilder();
        for (int c : label) if (c < 0x80) out.append((char) c);
        int basic = out.length();
        if (basic > 0) out.append('-');
        long delta = 0;
        int next = 0x80;
        int bias = 72;
        for (int done = basic; done < label.length; next++, delta++) {
            int least = Integer.MAX_VALUE;
            for (int c : label) if (c >= next && c < least) least = c;
            delta += (long) (least - next) * (done + 1);
            next = least;
            for (int c : label) {
                if (c < next) delta++;
                if (c == next) {
                    number(out, delta, bias);
                    bias = adapted(delta, done + 1, done == basic);
                    delta = 0;
                    done++;
                }
            }
        }
        return out.toString();
    }

    private static void number(StringBuilder out, long delta, int bias) {
        long q = delta;
        for (int k = BASE;; k += BASE) {
            int t = Math.clamp(k - bias, T_MIN, T_MAX);
            if (q < t) break;
            out.append(digit((int) (t + (q - t) % (BASE - t))));
            q = (q - t) / (BASE - t);
        }
        out.append(digit((int) q));
    }

    private static char digit(int d) { return (char) (d < 26 ? 'a' + d : '0' + d - 26); }

    private static int adapted(long delta, int count, boolean first) {
        long d = first ? delta / 700 : delta / 2;
        d += d / count;
        int k = 0;
        for (; d > (BASE - T_MIN) * T_MAX / 2; k += BASE) d /= BASE - T_MIN;
        return (int) (k + (BASE - T_MIN + 1) * d / (d + 38));
    }
}
