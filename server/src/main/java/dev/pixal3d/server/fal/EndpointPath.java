// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.RequestView;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Target;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.EndpointId;
import dev.pixal3d.server.work.Endpoints;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A path of the queue or of synchronous runs:
 * {@code [workflows|comfy/]owner/alias[/path][/sub][/requests/id[/status|/status/stream|/cancel|/response]]}.
 *
 * @param endpoint
 *            the one called; for a request of an application's, any of the application
 * @param sub
 *            the path below the endpoint; empty text when there is none
 * @param requestId
 *            the request meant; empty for submissions
 * @param action
 *            what of the request; empty text means its result
 */
public record EndpointPath(Endpoint endpoint, String sub, Optional<String> requestId, String action) {

    /** Reads a path; fails with 404 when it is not one of the endpoints'. */
    public static EndpointPath of(Target target, Endpoints endpoints, List<String> subPaths) {
        List<String> parts = target.segments();
        int start = !parts.isEmpty() && (parts.getFirst().equals("workflows") || parts.getFirst().equals("comfy"))
                ? 1
                : 0;
        if (parts.size() < start + 2) throw Failure.noPath(target.path());
        List<Endpoint> candidates = endpoints.of(parts.get(start) + "/" + parts.get(start + 1));
        if (candidates.isEmpty()) throw Failure.noPath(target.path());
        List<String> rest = parts.subList(start + 2, parts.size());
        int requests = rest.lastIndexOf("requests");
        if (requests >= 0 && rest.size() > requests + 1) {
            String action = String.join("/", rest.subList(requests + 2, rest.size()));
            if (!List.of("", "response", "status", "status/stream", "cancel").contains(action)) {
                throw Failure.noPath(target.path());
            }
            return new EndpointPath(candidates.getFirst(), "", Optional.of(rest.get(requests + 1)),
                    action.equals("response") ? "" : action);
        }
        Endpoint endpoint = candidates.stream().filter(e -> beginsWith(rest, e.id().segments()))
                .max(Comparator.comparingInt(e -> e.id().segments().size()))
                .orElseThrow(() -> Failure.noPath(target.path()));
        String sub = String.join("/", rest.subList(endpoint.id().segments().size(), rest.size()));
        if (!sub.isEmpty() && !sub.equals("stream") && !subPaths.contains(sub)) throw Failure.noPath(target.path());
        return new EndpointPath(endpoint, sub, Optional.empty(), "");
    }

    private static boolean beginsWith(List<String> all, List<String> first) {
        return all.size() >= first.size() && all.subList(0, first.size()).equals(first);
    }

    /** Whether a request is one of the application's. */
    boolean owns(RequestView request) {
        return EndpointId.of(request.endpoint()).application().equals(endpoint.id().application());
    }
}
