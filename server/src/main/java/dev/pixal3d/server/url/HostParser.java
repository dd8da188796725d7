// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The URL standard's host parser: escapes are undone, names become ASCII, and every way to write an IPv4 address (one
 * number, octal, hexadecimal, fewer than four parts) becomes the one with four decimal numbers, so that what is checked
 * is what is called.
 *
 * <p>
 * Unlike the standard, it refuses names that no resolver takes: empty labels, labels above 63 and names above 253
 * characters.
 */
final class HostParser {
    private static final String FORBIDDEN = " #%/:<>?@[\\]^|";
    static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 253;
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0[xX][0-9a-fA-F]*");

    private HostParser() {}

    static String parse(String text) throws UrlException {
        if (text.isEmpty()) throw new UrlException("the URL has no host");
        if (text.startsWith("[")) return ipv6(text);
        String name = Idna.toAscii(PercentEncoding.decode(text)).toLowerCase(Locale.ROOT);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c > '~' || FORBIDDEN.indexOf(c) >= 0) {
                throw new UrlException("the URL's host has a character that is not allowed");
            }
        }
        if (endsInNumber(name)) return ipv4(name);
        checkLabels(name);
        return name;
    }

    /** Whether the last label is a number, so that the whole must be an IPv4 address. */
    static boolean endsInNumber(String name) {
        String body = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return NUMBER.matcher(body.substring(body.lastIndexOf('.') + 1)).matches();
    }

    private static String ipv4(String name) throws UrlException {
        String body = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        try {
            return Inet4Address.ofPosixLiteral(body).getHostAddress();
        } catch (IllegalArgumentException _) {
            throw new UrlException("the URL's host is no IPv4 address, though it ends in a number");
        }
    }

    private static void checkLabels(String name) throws UrlException {
        String body = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        for (String label : body.split("\\.", -1)) {
            if (label.isEmpty() || label.length() > MAX_LABEL) {
                throw new UrlException("the URL's host has a part of %d characters (allowed 1 to %d)"
                        .formatted(label.length(), MAX_LABEL));
            }
        }
        if (body.length() > MAX_NAME) {
            throw new UrlException("the URL's host has %d characters (allowed %d)".formatted(body.length(), MAX_NAME));
        }
    }

    private static String ipv6(String text) throws UrlException {
        String body = text.endsWith("]") ? text.substring(1, text.length() - 1) : "";
        boolean plain = body.indexOf(':') >= 0 && body.indexOf('%') < 0;
        if (!plain) throw new UrlException("the URL's host is no IPv6 address");
        try {
            return "[" + compressed(pieces(InetAddress.ofLiteral(body).getAddress())) + "]";
        } catch (IllegalArgumentException _) {
            throw new UrlException("the URL's host is no IPv6 address");
        }
    }

    /** The eight 16-bit numbers; Java gives a mapped IPv4 address as its four bytes. */
    private static int[] pieces(byte[] address) {
        byte[] whole = new byte[16];
        System.arraycopy(address, 0, whole, 16 - address.length, address.length);
        if (address.length == 4) whole[10] = whole[11] = (byte) 0xff;
        int[] pieces = new int[8];
        for (int i = 0; i < 8; i++) pieces[i] = (whole[2 * i] & 0xff) << 8 | whole[2 * i + 1] & 0xff;
        return pieces;
    }

    /** The longest run of zeros, the first of several, becomes two colons (RFC 5952). */
    private static String compressed(int[] pieces) {
        int start = 8;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int end = i;
            while (end < 8 && pieces[end] == 0) end++;
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            if (i < start) before.add(Integer.toHexString(pieces[i]));
            else if (i >= start + length) after.add(Integer.toHexString(pieces[i]));
        }
        return start == 8 ? String.join(":", before) : String.join(":", before) + "::" + String.join(":", after);
    }
}
