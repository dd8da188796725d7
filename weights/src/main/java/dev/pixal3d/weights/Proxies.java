// SPDX-License-Identifier: MIT
package dev.pixal3d.weights;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** HTTPS_PROXY, HTTP_PROXY and NO_PROXY, as other programs read them; else Java's own settings. */
final class Proxies extends ProxySelector {
    private final Map<String, String> environment;
    private final Optional<ProxySelector> usual = Optional.ofNullable(ProxySelector.getDefault());

    Proxies(Map<String, String> environment) { this.environment = environment; }

    @Override
    public List<Proxy> select(URI uri) {
        Optional<String> named = named(uri.getScheme() + "_proxy").or(() -> named("all_proxy"));
        if (named.isEmpty()) return usual.map(u -> u.select(uri)).orElse(List.of(Proxy.NO_PROXY));
        if (isExempt(uri.getHost())) return List.of(Proxy.NO_PROXY);
        String text = named.get();
        URI proxy = URI.create(text.contains("://") ? text : "http://" + text);
        int port = proxy.getPort() >= 0 ? proxy.getPort() : "https".equals(proxy.getScheme()) ? 443 : 80;
        return List.of(new Proxy(Proxy.Type.HTTP, new InetSocketAddress(proxy.getHost(), port)));
    }

    private Optional<String> named(String name) {
        return Optional.ofNullable(environment.get(name)).or(() -> Optional.ofNullable(
                environment.get(name.toUpperCase(Locale.ROOT)))).filter(v -> !v.isBlank());
    }

    private boolean isExempt(String host) {
        return Arrays.stream(named("no_proxy").orElse("").split(",")).map(String::strip).filter(s -> !s.isEmpty())
                .anyMatch(s -> s.equals("*") || host.equals(s) || host.endsWith(s.startsWith(".") ? s : "." + s));
    }

    @Override
    public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
}
