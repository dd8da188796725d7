// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a request is for.
 *
 * @param segments
 *            the decoded path below the area's prefix, without empty segments: a trailing slash changes nothing
 * @param query
 *            the first value of each query key, decoded
 * @param addresses
 *            builds URLs the way the caller built this one
 */
record Target(Area area, List<String> segments, Map<String, String> query, Addresses addresses) {

    /** Sorts a raw path and query; {@code host} decides the area when it names one, else the path's prefix does. */
    static Target of(String host, String domain, String rawPath, String rawQuery, Addresses addresses) {
        Optional<Area> named = Area.ofHost(host, domain);
        Area area = named.orElseGet(() -> Area.ofPath(rawPath));
        String path = named.isPresent() ? rawPath : rawPath.substring(area.prefix().length());
        if (named.isPresent() && (area == Area.PLATFORM || area == Area.CDN) && path.startsWith(area.prefix() + "/")) {
            path = path.substring(area.prefix().length());
        }
        List<String> segments = segments(path);
        boolean download = area == Area.CDN && segments.size() > 2 && segments.getFirst().equals("files")
                && segments.get(1).equals("b");
        if (download) {
            area = Area.FILES;
            segments = segments.subList(1, segments.size());
        }
        boolean upload = named.isPresent() && !segments.isEmpty() && segments.getFirst().equals("up");
        if (upload && area == Area.CDN) {
            area = Area.UPLOAD;
            segments = segments.subList(1, segments.size());
        }
        return new Target(area, segments, query(rawQuery), addresses);
    }

    String path() { return "/" + String.join("/", segments); }

    boolean is(String... path) { return segments.equals(List.of(path)); }

    Optional<String> parameter(String name) { return Optional.ofNullable(query.get(name)); }

    private static List<String> segments(String path) {
        List<String> segments = new ArrayList<>();
        for (String raw : path.split("/")) {
            if (raw.isEmpty()) continue;
            String segment = decode(raw.replace("+", "%2B"));
            boolean unsafe = segment.equals(".") || segment.equals("..") || segment.indexOf('/') >= 0
                    || segment.indexOf('\\') >= 0 || segment.chars().anyMatch(c -> c < 0x20 || c == 0x7f);
            if (unsafe) throw Failure.badRequest("The path contains characters that are not allowed.");
            segments.add(segment);
        }
        return List.copyOf(segments);
    }

    private static Map<String, String> query(String raw) {
        Map<String, String> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (!key.isEmpty()) query.putIfAbsent(key, equals < 0 ? "" : decode(pair.substring(equals + 1)));
        }
        return query;
    }

    private static String decode(String raw) {
        try {
            return URLDecoder.decode(raw, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw Failure.badRequest("The address is not percent-encoded correctly.");
        }
    }
}
