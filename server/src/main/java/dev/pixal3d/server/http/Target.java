// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What a request is for.
 *
 * @param segments
 *            the decoded path below the area's prefix, without empty segments: a trailing slash changes nothing
 * @param query
 *            the values of each query key, decoded, in order
 * @param addresses
 *            builds URLs the way the caller built this one
 */
public record Target(Area area, List<String> segments, Map<String, List<String>> query, Addresses addresses) {

    private static final Pattern ABSOLUTE = Pattern.compile("^https?://[^/]*", Pattern.CASE_INSENSITIVE);

    /** Sorts a raw path and query; {@code host} decides the area when it names one, else the path's prefix does. */
    public static Target of(String host, String domain, String givenPath, String rawQuery, Addresses addresses) {
        // a client that thinks it speaks to a proxy names the whole address, RFC 9112, 3.2.2
        String inside = ABSOLUTE.matcher(givenPath).replaceFirst("");
        // what a base address with a slash at its end makes of a path
        String rawPath = inside.isEmpty() ? "/" : inside.startsWith("//") ? inside.replaceFirst("/+", "/") : inside;
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

    public String path() { return "/" + String.join("/", segments); }

    public boolean is(String... path) { return segments.equals(List.of(path)); }

    /** The first value of a query key. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    /** All values of a query key that may be repeated, or hold several values with commas between. */
    public List<String> parameters(String name) {
        return query.getOrDefault(name, List.of()).stream().flatMap(value -> Stream.of(value.split(",")))
                .map(String::strip).filter(value -> !value.isEmpty()).toList();
    }

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

    private static Map<String, List<String>> query(String raw) {
        if (raw.isEmpty()) return Map.of();
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : raw.split("&")) {
            int equals = pair.indexOf('=');
            String key = decode(equals < 0 ? pair : pair.substring(0, equals));
            if (key.isEmpty()) continue;
            query.computeIfAbsent(key, _ -> new ArrayList<>(1))
                    .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
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
