// SPDX-License-Identifier: MIT
package dev.pixal3d.server.auth;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Keeps web pages of strangers away from a server that asks for no key. Such a page runs in the browser of somebody who
 * reaches the server and borrows his place in the network: it posts across sites, or makes its own name lead to the
 * server's address (DNS rebinding) and is then no stranger to the browser. The first is told by what browsers say of a
 * request's origin, the second by a {@code Host} that is not this server's.
 */
public final class ForeignPages {
    private final ServerConfig.Network network;

    public ForeignPages(ServerConfig.Network network) { this.network = network; }

    /** Fails with 403 when a call without credentials comes from a foreign page. */
    void check(Exchange x) {
        String host = host(x.target().addresses().authority());
        if (!ours(host)) {
            throw Failure.of(403, "Host " + host
                    + " is not this server's. Use its address, or start it with --public-url and that name.");
        }
        boolean reads = List.of("GET", "HEAD").contains(x.method()) && x.target().area() != Area.RUN;
        if (!reads && crossSite(x, host)) {
            throw Failure.of(403, "Pages of other sites may not call a server that asks for no key. Send a key.");
        }
    }

    private boolean ours(String host) {
        boolean address = host.matches("[0-9.]+|\\[[0-9a-f:.]+]");
        return address || host.equals("localhost") || host.endsWith(".localhost") || host.equals(lower(network.host()))
                || Area.ofHost(host, domain()).isPresent() || !domain().isEmpty() && host.equals(domain());
    }

    private String domain() { return network.publicUrl().map(URI::getHost).map(ForeignPages::lower).orElse(""); }

    private static boolean crossSite(Exchange x, String host) {
        Optional<String> site = x.header("sec-fetch-site");
        if (site.isPresent()) return site.get().strip().equalsIgnoreCase("cross-site");
        return x.header("origin").map(origin -> {
            String from = origin.replaceFirst("^[A-Za-z][A-Za-z0-9+.-]*://", "");
            return !host(from).equals(host);
        }).orElse(false);
    }

    private static String host(String authority) { return lower(authority.strip().replaceFirst(":\\d*$", "")); }

    private static String lower(String text) { return text.toLowerCase(Locale.ROOT); }
}
