// SPDX-License-Identifier: MIT
package dev.pixal3d.server.url;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An http or https address in normal form, without its fragment. Two texts that browsers take for the same address give
 * equal values, and the text of one gives it again.
 *
 * @param scheme
 *            {@code http} or {@code https}
 * @param user
 *            percent-encoded; may be empty
 * @param password
 *            percent-encoded; may be empty
 * @param host
 *            a name in ASCII, an IPv4 address with four decimal numbers, or an IPv6 address in brackets
 * @param port
 *            1 to 65535; empty for the scheme's own
 * @param path
 *            begins with a slash
 * @param query
 *            without the question mark; empty when there is none, present when there is an empty one
 */
public record WebUrl(String scheme, String user, String password, String host, OptionalInt port, String path,
        Optional<String> query) {

    /** Longest text that is read; what common servers take as a request line. */
    public static final int MAX_LENGTH = 8192;

    /**
     * Reads an absolute address.
     *
     * @throws UrlException
     *             when it is none, is not http or https, or names something that no request can reach
     */
    public static WebUrl parse(String text) throws UrlException { return UrlParser.parse(text, Optional.empty()); }

    /** Reads an address, absolute or relative to this one, as the {@code Location} of a redirect is. */
    public WebUrl resolve(String text) throws UrlException {
        return UrlParser.parse(text, Optional.of(this));
    }

    /** The port that a connection is made to. */
    public int connectPort() {
        return port.orElse(scheme.equals("https") ? 443 : 80);
    }

    /** Host and, unless it is the scheme's own, port: what the {@code Host} header says. */
    public String authority() {
        return port.isPresent() ? host + ":" + port.getAsInt() : host;
    }

    /** The host as names are looked up: an IPv6 address lacks its brackets. */
    public String hostName() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** The address that the host is, unless it is a name. */
    public Optional<InetAddress> literal() {
        boolean address = host.startsWith("[") || HostParser.endsInNumber(host);
        return address ? Optional.of(InetAddress.ofLiteral(hostName())) : Optional.empty();
    }

    /**
     * Path and query for the request line. Characters that the URL standard leaves alone and RFC 9112 forbids there
     * ({@code | [ ] ^ `} and braces) are escaped, because strict servers refuse them; escapes stay as they were given.
     */
    public String requestTarget() {
        return PercentEncoding.encode(query.map(text -> path + "?" + text).orElse(path), PercentEncoding.REQUEST_LINE);
    }

    /** What the {@code Authorization} header says for the user and password in the address; empty without them. */
    public Optional<String> basicCredentials() {
        if (user.isEmpty() && password.isEmpty()) return Optional.empty();
        byte[] pair = (PercentEncoding.decode(user) + ":" + PercentEncoding.decode(password))
                .getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
    }

    @Override
    public String toString() {
        String secret = password.isEmpty() ? "" : ":" + password;
        String credentials = user.isEmpty() && password.isEmpty() ? "" : user + secret + "@";
        return scheme + "://" + credentials + authority() + path + query.map(text -> "?" + text).orElse("");
    }
}
