// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.util.Locale;

/**
 * Builds absolute URLs that the caller can reach: below the one origin by prefix, or by fal's host names for a caller
 * that used one of them.
 *
 * @param origin
 *            scheme and authority of the single origin
 * @param byHost
 *            whether the caller used one of the areas' host names
 * @param authority
 *            the host name the caller used, with its port
 * @param scheme
 *            of the caller's address
 */
public record Addresses(String origin, boolean byHost, String scheme, String authority) {
    public String queue(String path) { return base(Area.QUEUE, "queue") + path; }

    public String cdn() { return base(Area.CDN, "cdn"); }

    /** A file of the store by its key, {@code b/{hex}/{name}}. */
    public String file(String key) {
        return byHost ? base(Area.CDN, "cdn") + "/files/" + key : origin + Area.FILES.prefix() + "/" + key;
    }

    public String upload(String pathAndQuery) {
        return byHost
                ? base(Area.CDN, "cdn") + "/up/" + pathAndQuery
                : origin + Area.UPLOAD.prefix() + "/" + pathAndQuery;
    }

    private String base(Area area, String label) {
        if (!byHost) return origin + area.prefix();
        String port = authority.replaceFirst("^[^:]*", "");
        String host = authority.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
        if (host.endsWith("fal.run") || host.endsWith("fal.ai") || host.endsWith("fal.media")) {
            return scheme + "://" + (area == Area.QUEUE ? "queue.fal.run" : "v3.fal.media") + port;
        }
        if (host.endsWith("falrun.com")) {
            return scheme + "://" + (area == Area.QUEUE ? "queue.falrun.com" : "v3.fal.media") + port;
        }
        return scheme + "://" + label + "." + host.replaceFirst("^[^.]*\\.", "") + port;
    }
}
