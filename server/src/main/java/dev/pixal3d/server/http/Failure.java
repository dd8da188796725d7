// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.core.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
        return new Failure(status, Json.map("detail", detail, "message", detail), Map.of());
    }

    /** The flat form: {@code {"detail", "error_type", "message"}} and the type in a header. */
    public static Failure flat(int status, String type, String detail) {
        return new Failure(status, Json.map("detail", detail, "error_type", type, "message", detail),
                Map.of("x-fal-error-type", type));
    }

    public static Failure badRequest(String detail) { return flat(400, "bad_request", detail); }

    public static Failure noPath(String path) {
        String detail = "Path " + path + " not found";
        return new Failure(404, Json.map("detail", detail, "message", detail), Map.of("x-fal-billable-units", "0"));
    }

    static Failure methodNotAllowed(String allowed) {
        String detail = "Method not allowed. Use " + allowed + ".";
        return new Failure(405, Json.map("detail", detail, "message", detail), Map.of("allow", allowed));
    }

    public Failure header(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Failure(status, body, more);
    }

    /** The list form of a request that cannot be run. */
    static Failure invalid(List<Problem> problems) {
        return new Failure(422, body(problems),
                Map.of("x-fal-retryable", "false", "x-fal-billable-units", "0"));
    }

    /** The body of {@link #invalid}. */
    public static Map<String, Object> body(List<Problem> problems) {
        List<Object> details = problems.stream().<Object>map(Failure::detail).toList();
        Problem first = problems.getFirst();
        String message = first instanceof Problem.Field field
                ? field.field() + ": " + field.message()
                : first.message();
        return Json.map("detail", details, "message", message);
    }

    private static Map<String, Object> detail(Problem problem) {
        String type = problem.kind().type();
        List<String> where = problem instanceof Problem.Field field ? List.of("body", field.field()) : List.of("body");
        Map<String, Object> detail = Json.map("loc", where, "msg", problem.message(), "type", type, "url",
                DOCUMENTATION + type);
        if (problem instanceof Problem.Field field) {
            if (!field.context().isEmpty()) detail.put("ctx", field.context());
            field.input().ifPresent(input -> detail.put("input", shortened(input)));
        }
        return detail;
    }

    /** A data URI as input would make the answer as large as the request. */
    private static Object shortened(Object input) {
        return switch (input) {
            case String text when text.length() > 500 -> text.substring(0, 500) + "…";
            case Map<?, ?> object -> {
                Map<Object, Object> copy = new LinkedHashMap<>();
                object.forEach((key, value) -> copy.put(key, shortenedOrNull(value)));
                yield copy;
            }
            case List<?> list -> list.stream().map(Failure::shortenedOrNull).toList();
            default -> input;
        };
    }

    /** A null inside an input stays one. */
    private static Object shortenedOrNull(@Nullable Object value) {
        return value == null ? Problem.NULL : shortened(value);
    }
}
