// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The basic URL parser of the URL standard (url.spec.whatwg.org), as far as http and https need it: browsers, Node, and
 * Python's and Go's loaders agree on what it accepts.
 *
 * <p>
 * Stricter in three places, because what is accepted must be reachable later: port 0, names that no resolver takes
 * (see {@link HostParser}), and texts beyond {@link WebUrl#MAX_LENGTH}. Tried and rejected: {@code java.net.URI} (RFC
 * 2396: refuses {@code |}, braces, underscores in names), OkHttp's {@code HttpUrl} (does not know IPv4 addresses
 * written as one number or in octal, which address checks need, and its version would have to be the one that fal's own
 * Java client brings along).
 */
final class UrlParser {
    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*):");
    private static final Pattern DOT = Pattern.compile("\\.|%2[eE]");
    private static final Pattern DOTS = Pattern.compile("(?:\\.|%2[eE]){2}");

    private UrlParser() {}

    static WebUrl parse(String given, Optional<WebUrl> base) throws UrlException {
        if (given.length() > WebUrl.MAX_LENGTH) {
            throw new UrlException("the URL has %d characters (allowed %d)".formatted(given.length(),
                    WebUrl.MAX_LENGTH));
        }
        String text = trimmed(given);
        if (text.isEmpty() && base.isEmpty()) throw new UrlException("the URL is empty");
        Matcher scheme = SCHEME.matcher(text);
        if (!scheme.lookingAt()) {
            return relative(text,
                    base.orElseThrow(() -> new UrlException("the URL does not begin with http or https")));
        }
        String name = scheme.group(1).toLowerCase(Locale.ROOT);
        if (!name.equals("http") && !name.equals("https")) throw new UrlException("not an http or https URL");
        String rest = text.substring(scheme.end());
        boolean sameScheme = base.filter(b -> b.scheme().equals(name)).isPresent();
        return sameScheme && slashes(rest) < 2 ? relative(rest, base.orElseThrow()) : absolute(name, rest);
    }

    /** Without control characters and blanks around, and without tabs and line breaks anywhere. */
    private static String trimmed(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && text.charAt(start) <= ' ') start++;
        while (end > start && text.charAt(end - 1) <= ' ') end--;
        return text.substring(start, end).replaceAll("[\t\n\r]", "");
    }

    /** How many slashes or backslashes, which mean the same, a text begins with. */
    private static int slashes(String text) {
        int n = 0;
        while (n < text.length() && slash(text.charAt(n))) n++;
        return n;
    }

    private static boolean slash(char c) { return c == '/' || c == '\\'; }

    /** The first place of one of the characters from {@code start} on, else the text's end. */
    private static int find(String text, String characters, int start) {
        for (int i = start; i < text.length(); i++) if (characters.indexOf(text.charAt(i)) >= 0) return i;
        return text.length();
    }

    private static WebUrl relative(String text, WebUrl base) throws UrlException {
        if (slashes(text) >= 2) return absolute(base.scheme(), text);
        int end = find(text, "?#", 0);
        String path = text.substring(0, end);
        Optional<String> query = query(text, end);
        if (path.isEmpty()) { return at(base, base.path(), query.or(base::query)); }
        List<String> start = new ArrayList<>();
        if (!slash(path.charAt(0))) {
            start.addAll(List.of(base.path().substring(1).split("/", -1)));
            start.removeLast();
        }
        return at(base, path(start, path.substring(slashes(path) > 0 ? 1 : 0)), query);
    }

    private static WebUrl at(WebUrl base, String path, Optional<String> query) {
        return new WebUrl(base.scheme(), base.user(), base.password(), base.host(), base.port(), path, query);
    }

    private static WebUrl absolute(String scheme, String text) throws UrlException {
        int start = slashes(text);
        int end = find(text, "/\\?#", start);
        String authority = text.substring(start, end);
        int at = authority.lastIndexOf('@');
        String credentials = authority.substring(0, Math.max(at, 0));
        int colon = find(credentials, ":", 0);
        String hostAndPort = authority.substring(at + 1);
        int port = portAt(hostAndPort);
        int stop = find(text, "?#", end);
        String path = text.substring(end, stop);
        return new WebUrl(scheme, PercentEncoding.encode(credentials.substring(0, colon), PercentEncoding.USERINFO),
                PercentEncoding.encode(credentials.substring(Math.min(colon + 1, credentials.length())),
                        PercentEncoding.USERINFO),
                HostParser.parse(hostAndPort.substring(0, port)), port(scheme, hostAndPort.substring(port)),
                path(new ArrayList<>(), path.isEmpty() ? "" : path.substring(1)), query(text, stop));
    }

    /** The colon before the port, which is the first one outside of brackets; else the end. */
    private static int portAt(String hostAndPort) {
        boolean inside = false;
        for (int i = 0; i < hostAndPort.length(); i++) {
            char c = hostAndPort.charAt(i);
            if (c == '[') inside = true;
            else if (c == ']') inside = false;
            else if (c == ':' && !inside) return i;
        }
        return hostAndPort.length();
    }

    private static OptionalInt port(String scheme, String text) throws UrlException {
        if (text.length() < 2) return OptionalInt.empty();
        String digits = text.substring(1).replaceFirst("^0+(?=\\d)", "");
        if (!digits.matches("[0-9]+")) throw new UrlException("the URL's port is no number");
        int port = digits.length() > 5 ? Integer.MAX_VALUE : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new UrlException("the URL's port is out of range (got %s, allowed 1 to 65535)".formatted(digits));
        }
        return port == (scheme.equals("https") ? 443 : 80) ? OptionalInt.empty() : OptionalInt.of(port);
    }

    /** Appends a path's segments to those there are; {@code .} and {@code ..}, also escaped, are gone afterwards. */
    private static String path(List<String> segments, String text) {
        String[] parts = text.split("[/\\\\]", -1);
        for (int i = 0; i < parts.length; i++) {
            boolean last = i == parts.length - 1;
            if (DOTS.matcher(parts[i]).matches()) {
                if (!segments.isEmpty()) segments.removeLast();
                if (last) segments.add("");
            } else if (DOT.matcher(parts[i]).matches()) {
                if (last) segments.add("");
            } else {
                segments.add(PercentEncoding.encode(parts[i], PercentEncoding.PATH));
            }
        }
        return "/" + String.join("/", segments);
    }

    private static Optional<String> query(String text, int at) {
        if (at == text.length() || text.charAt(at) == '#') return Optional.empty();
        String query = text.substring(at + 1, find(text, "#", at));
        return Optional.of(PercentEncoding.encode(query, PercentEncoding.QUERY));
    }
}
