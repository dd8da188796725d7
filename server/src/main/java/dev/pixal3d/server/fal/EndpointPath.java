// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Target;
import java.util.List;
import java.util.Optional;

/**
 * A path of the queue or of synchronous runs:
 * {@code [workflows|comfy/]owner/alias[/sub][/requests/id[/status|/status/stream|/cancel|/response]]}.
 *
 * @param sub
 *            the path below the endpoint; empty text when there is none
 * @param requestId
 *            the request meant; empty for submissions
 * @param action
 *            what of the request; empty text means its result
 */
public record EndpointPath(String sub, Optional<String> requestId, String action) {
    static final String OWNER = "fal-ai";
    static final String ALIAS = "pixal3d";
    public static final String ID = OWNER + "/" + ALIAS;

    /** Reads a path; fails with 404 when it is not one of the endpoint's. */
    public static EndpointPath of(Target target, List<String> subPaths) {
        List<String> parts = target.segments();
        int start = !parts.isEmpty() && (parts.getFirst().equals("workflows") || parts.getFirst().equals("comfy"))
                ? 1
                : 0;
        if (parts.size() < start + 2 || !parts.get(start).equals(OWNER) || !parts.get(start + 1).equals(ALIAS)) {
            throw Failure.noPath(target.path());
        }
        List<String> rest = parts.subList(start + 2, parts.size());
        int requests = rest.lastIndexOf("requests");
        if (requests >= 0 && rest.size() > requests + 1) {
            String action = String.join("/", rest.subList(requests + 2, rest.size()));
            if (!List.of("", "response", "status", "status/stream", "cancel").contains(action)) {
                throw Failure.noPath(target.path());
            }
            return new EndpointPath("", Optional.of(rest.get(requests + 1)), action.equals("response") ? "" : action);
        }
        String sub = String.join("/", rest);
        if (!sub.isEmpty() && !sub.equals("stream") && !subPaths.contains(sub)) throw Failure.noPath(target.path());
        return new EndpointPath(sub, Optional.empty(), "");
    }
}
