// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Range} header asks for. Several ranges, other units and nonsense mean the whole file, as RFC 9110
 * allows.
 *
 * @param first
 *            first byte
 * @param last
 *            last byte, inclusive
 */
public record ByteRange(Kind kind, long first, long last) {
    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})\\s*");

    /** How it is answered. */
    public enum Kind {
        WHOLE,
        PART,
        UNSATISFIABLE
    }

    public static ByteRange whole(long size) { return new ByteRange(Kind.WHOLE, 0, size - 1); }

    public static ByteRange of(Optional<String> header, long size) {
        Matcher match = SINGLE.matcher(header.orElse(""));
        if (!match.matches() || match.group(1).isEmpty() && match.group(2).isEmpty()) return whole(size);
        if (match.group(1).isEmpty()) {
            long suffix = Long.parseLong(match.group(2));
            if (suffix == 0 || size == 0) return new ByteRange(Kind.UNSATISFIABLE, 0, 0);
            return new ByteRange(Kind.PART, Math.max(0, size - suffix), size - 1);
        }
        long first = Long.parseLong(match.group(1));
        long last = match.group(2).isEmpty() ? size - 1 : Math.min(size - 1, Long.parseLong(match.group(2)));
        if (!match.group(2).isEmpty() && Long.parseLong(match.group(2)) < first) return whole(size);
        return first >= size ? new ByteRange(Kind.UNSATISFIABLE, 0, 0) : new ByteRange(Kind.PART, first, last);
    }

    public long length() { return last - first + 1; }
}
