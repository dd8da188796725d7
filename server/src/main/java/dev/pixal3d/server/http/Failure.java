// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.engine.Violation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An answer that is an error, in one of fal's two forms: the flat one of the infrastructure ({@code detail} is text)
 * and the list of the model ({@code detail} lists violations). Every body also has {@code message}, which the
 * JavaScript client shows; without it that client falls back to the reason phrase, which HTTP/2 does not have.
 */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String DOCUMENTATION = "https://docs.fal.ai/errors/#";

    private final int status;
    private final transient Map<String, Object> body;
    private final transient Map<String, String> headers;

    public Failure(int status, Map<String, Object> body, Map<String, String> headers) {
        super(String.valueOf(body.get("message")), null, false, false);
        this.status = status;
        this.body = body;
        this.headers = headers;
    }

    public int status() { return status; }

    public Map<String, Object> body() { return body; }

    public Map<String, String> headers() { return headers; }

    /** {@code {"detail", "message"}}. */
    public static Failure of(int status, String detail) {
        return new Failure(status, map("detail", detail, "message", detail), Map.of());
    }

    /** The flat form: {@code {"detail", "error_type", "message"}} and the type in a header. */
    public static Failure flat(int status, String type, String detail) {
        return new Failure(status, map("detail", detail, "error_type", type, "message", detail),
                Map.of("x-fal-error-type", type));
    }

    public static Failure badRequest(String detail) { return flat(400, "bad_request", detail); }

    public static Failure noPath(String path) {
        String detail = "Path " + path + " not found";
        return new Failure(404, map("detail", detail, "message", detail), Map.of("x-fal-billable-units", "0"));
    }

    static Failure methodNotAllowed(String allowed) {
        String detail = "Method not allowed. Use " + allowed + ".";
        return new Failure(405, map("detail", detail, "message", detail), Map.of("allow", allowed));
    }

    public Failure header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Failure(status, body, more);
    }

    /** The list form of a request that cannot be run. */
    static Failure invalid(List<Violation> violations) {
        return new Failure(422, violationBody(violations),
                Map.of("x-fal-retryable", "false", "x-fal-billable-units", "0"));
    }

    /** The body of {@link #invalid}. */
    public static Map<String, Object> violationBody(List<Violation> violations) {
        List<Object> details = new ArrayList<>();
        for (Violation v : violations) {
            Map<String, Object> detail = map("loc", List.of("body", v.field()), "msg", v.message(), "type", v.type(),
                    "url", DOCUMENTATION + v.type());
            if (!v.context().isEmpty()) detail.put("ctx", v.context());
            v.input().ifPresent(input -> detail.put("input", shortened(input)));
            details.add(detail);
        }
        Violation first = violations.getFirst();
        return map("detail", details, "message", first.field() + ": " + first.message());
    }

    /** A data URI as input would make the answer as large as the request. */
    private static Object shortened(Object input) {
        if (input instanceof String text && text.length() > 500) return text.substring(0, 500) + "…";
        if (input instanceof Map<?, ?> object) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            object.forEach((key, value) -> copy.put(key, value == null ? "null" : shortened(value)));
            return copy;
        }
        return input;
    }

    /** An ordered, changeable map from pairs. */
    public static Map<String, Object> map(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put((String) pairs[i], pairs[i + 1]);
        return map;
    }
}
