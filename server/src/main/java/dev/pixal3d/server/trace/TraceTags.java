// SPDX-License-Identifier: MIT
package dev.pixal3d.server.trace;

import dev.pixal3d.queue.Submission;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A trace's context on its way with a request: in tags, whose prefix is closed to callers. Tags are in every version's
 * schema and backups, so nodes and servers of two versions hand it on to each other.
 */
public final class TraceTags {
    /** The headers of W3C's Trace Context. */
    public static final List<String> HEADERS = List.of("traceparent", "tracestate");
    private static final String PREFIX = "fal.";

    private TraceTags() {}

    /** A submission that carries a context along. */
    public static Submission with(Submission submission, Map<String, String> context) {
        if (context.isEmpty()) return submission;
        Map<String, String> tags = new HashMap<>(submission.tags());
        context.forEach((name, value) -> tags.put(PREFIX + name, value));
        return submission.withTags(tags);
    }

    /** The context that a request's tags carry; empty when they carry none. */
    public static Map<String, String> context(Map<String, String> tags) {
        Map<String, String> context = new HashMap<>();
        for (String name : HEADERS) {
            String value = tags.getOrDefault(PREFIX + name, "");
            if (!value.isEmpty()) context.put(name, value);
        }
        return context;
    }
}
