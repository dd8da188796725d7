// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Collects a request's line and headers until they are whole, so that they have one time limit and one size limit, and
 * shows HTTP/1.0 to the parser as HTTP/1.1, which is the only one it knows. Used by one thread, for one request.
 */
final class RequestHead {
    private static final Pattern CHUNKED = Pattern.compile("(?i)\r\ntransfer-encoding:[^\r\n]*chunked");
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length:[ \t]*(\\d{1,18})[ \t]*\r\n");
    private static final Pattern OLD = Pattern.compile("[^\r\n]* HTTP/1\\.0\r\n");
    private static final Pattern HOST = Pattern.compile("(?i)\r\nhost:");
    /** What a client of HTTP/1.0 cannot mean: an interim answer, a chunked body. */
    private static final Pattern NEW = Pattern.compile("(?i)\r\n(expect|transfer-encoding|connection):[^\r\n]*");

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    private final int limit;
    private int matched;
    private boolean whole;
    private boolean old;
    private boolean chunked;
    private long length;

    /**
     * @param limit
     *            of bytes; what is longer is left to the parser to refuse
     */
    RequestHead(int limit) { this.limit = limit; }

    boolean isEmpty() { return bytes.size() == 0; }

    /** Whether there is nothing to wait for: the end of the headers came, or something that is no HTTP. */
    boolean whole() {
        return whole;
    }

    /** Whether the request is of HTTP/1.0. Known when whole. */
    boolean old() { return old; }

    /** Whether the body that follows is chunked. Known when whole. */
    boolean chunked() { return chunked; }

    /** How long the body that follows is, unless it is chunked. Known when whole. */
    long length() { return length; }

    /** Reads on and returns how many of the bytes belong to the head. */
    int read(byte[] piece) {
        int n = 0;
        while (n < piece.length && !whole) step(piece[n++]);
        return n;
    }

    private void step(byte b) {
        // blank lines before a request are skipped, as RFC 9112 (section 2.2) has it
        if (bytes.size() == 0 && (b == '\r' || b == '\n')) return;
        bytes.write(b);
        if (b == '\n') {
            if (matched % 2 == 0) whole = true; // a line feed alone: the parser says what is wrong
            else matched++;
        } else {
            matched = b == '\r' && matched % 2 == 0 ? matched + 1 : b == '\r' ? 1 : 0;
        }
        if (matched == 4) finish();
        if (bytes.size() >= limit) whole = true;
    }

    private void finish() {
        whole = true;
        String text = bytes.toString(StandardCharsets.ISO_8859_1);
        old = OLD.matcher(text).lookingAt();
        chunked = !old && CHUNKED.matcher(text).find();
        Matcher announced = LENGTH.matcher(text);
        // a length that is none is for the parser to refuse
        if (!chunked && announced.find()) length = Long.parseLong(announced.group(1));
    }

    /**
     * What the parser is to read.
     *
     * @param authority
     *            the host that a request without one means
     */
    byte[] forParser(String authority) {
        if (!old) return bytes.toByteArray();
        String text = NEW.matcher(bytes.toString(StandardCharsets.ISO_8859_1)).replaceAll("");
        int end = text.indexOf("\r\n");
        String host = HOST.matcher(text).find() ? "" : "\r\nHost: " + authority;
        return (text.substring(0, end - 1) + "1" + host + "\r\nConnection: close" + text.substring(end))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
