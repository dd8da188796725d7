// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Target;
import dev.pixal3d.server.url.UrlException;
import dev.pixal3d.server.url.WebUrl;
import java.util.Optional;

/**
 * The server's side of the {@code @fal-ai/server-proxy} protocol: the caller sends every request here and names the
 * real URL in {@code x-fal-target-url}. The URL is only taken apart and answered by this server; nothing is ever
 * fetched.
 */
public final class ProxyRoutes {
    /** Answers a retargeted exchange. */
    public interface Dispatch {
        void dispatch(Exchange x) throws Exception;
    }

    private final ServerConfig config;
    private final Dispatch dispatch;

    public ProxyRoutes(ServerConfig config, Dispatch dispatch) {
        this.config = config;
        this.dispatch = dispatch;
    }

    public void handle(Exchange x, String domain) throws Exception {
        x.allow("GET", "POST", "PUT", "DELETE");
        Optional<Target> target = x.header("x-fal-target-url").flatMap(url -> target(x, url, domain));
        if (target.isEmpty()) {
            x.json(400, "Invalid request");
            return;
        }
        boolean credentials = x.header("authorization").isPresent() || config.access().proxyKey().isPresent()
                || config.access().anonymous() || target.get().parameter("fal_jwt_token").isPresent();
        if (!credentials) {
            x.json(401, "Unauthorized");
            return;
        }
        x.proxiedTo(target.get());
        dispatch.dispatch(x);
    }

    private Optional<Target> target(Exchange x, String url, String domain) {
        try {
            WebUrl uri = WebUrl.parse(url);
            String authority = uri.authority();
            boolean ours = authority.equalsIgnoreCase(x.target().addresses().authority())
                    || config.network().publicUrl().filter(own -> authority.equals(own.getRawAuthority())).isPresent();
            if (!ours && Area.ofHost(authority, domain).isEmpty()) return Optional.empty();
            Addresses addresses = x.target().addresses();
            Target target = Target.of(authority, domain, uri.path(), uri.query().orElse(""),
                    new Addresses(addresses.origin(), false, addresses.scheme(), addresses.authority()));
            boolean nested = target.area() == Area.SITE && target.path().startsWith("/api/fal/proxy");
            return nested ? Optional.empty() : Optional.of(target);
        } catch (UrlException _) {
            return Optional.empty();
        }
    }
}
