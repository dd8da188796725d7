// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One of fal's hosts, served here under a path prefix of the single origin and also by name, so that clients whose
 * addresses cannot be changed work when the name resolves to this server.
 */
public enum Area {
    QUEUE("/queue", "queue", List.of("queue.fal.run", "queue.falrun.com")),
    RUN("/run", "run", List.of("fal.run", "falrun.com")),
    REST("/rest", "rest", List.of("rest.fal.ai", "rest.alpha.fal.ai")),
    CDN("/cdn", "cdn", List.of("v3.fal.media", "v3b.fal.media")),
    PLATFORM("/v1", "api", List.of("api.fal.ai")),
    FILES("/files", "", List.of()),
    UPLOAD("/up", "", List.of()),
    SITE("", "", List.of("fal.ai"));

    private static final Pattern PORT = Pattern.compile(":\\d+$");

    private final String prefix;
    private final String label;
    private final List<String> hosts;

    Area(String prefix, String label, List<String> hosts) {
        this.prefix = prefix;
        this.label = label;
        this.hosts = hosts;
    }

    public String prefix() { return prefix; }

    /** The area of one of fal's own host names, or of {@code queue.<domain>} and its like. */
    public static Optional<Area> ofHost(String host, String domain) {
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        for (Area area : values()) {
            if (area.hosts.contains(name)) return Optional.of(area);
            if (!area.label.isEmpty() && !domain.isEmpty() && name.equals(area.label + "." + domain)) {
                return Optional.of(area);
            }
        }
        return Optional.empty();
    }

    /** A path's area by its prefix. */
    static Area ofPath(String path) {
        for (Area area : values()) { if (path.startsWith(area.prefix + "/") || path.equals(area.prefix)) return area; }
        return SITE;
    }
}
