// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.Ending;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How an ended request is answered: its output, or its error with fal's status, headers and body. */
public final class Results {
    private Results() {}

    /**
     * An answer.
     *
     * @param body
     *            JSON object
     */
    public record Answer(int status, Map<String, String> headers, Map<String, Object> body) {}

    /**
     * The answer that a finished request gives.
     *
     * @param files
     *            put in front of the keys of output files
     */
    public static Answer of(Outcome outcome, String files) {
        return switch (outcome) {
            case Outcome.Succeeded done -> new Answer(200, Map.of(), absolute(Json.object(done.output()), files));
            case Outcome.Rejected no -> new Answer(no.status(), rejectionHeaders(no), Json.object(no.body()));
            case Outcome.Faulted _ -> flat(outcome.ending());
            case Outcome.Expired _ -> {
                Answer plain = flat(outcome.ending());
                Map<String, String> headers = new LinkedHashMap<>(plain.headers());
                headers.put("x-fal-request-timeout-type", "user");
                yield new Answer(plain.status(), headers, plain.body());
            }
            case Outcome.Cancelled _ -> flat(outcome.ending());
        };
    }

    private static Answer flat(Ending ending) {
        Failure failure = Failure.flat(ending.status(), ending.errorType(), ending.error());
        return new Answer(failure.status(), failure.headers(), failure.body());
    }

    private static Map<String, String> rejectionHeaders(Outcome.Rejected no) {
        return no.status() == 422
                ? Map.of("x-fal-retryable", "false", "x-fal-billable-units", "0")
                : Map.of("x-fal-retryable", "false", "x-fal-needs-retry", "0");
    }

    /** The same JSON with the origin in front of the URLs of our files. */
    private static Map<String, Object> absolute(Map<String, Object> json, String files) {
        Map<String, Object> copy = new LinkedHashMap<>();
        json.forEach((key, value) -> copy.put(key, absoluteValue(key, value, files)));
        return copy;
    }

    @SuppressWarnings("unchecked") // JSON objects have text keys
    private static Object absoluteValue(String key, Object value, String files) {
        String relative = Area.FILES.prefix() + "/";
        return switch (value) {
            case String text when key.equals("url") && text.startsWith(relative) ->
                files + text.substring(relative.length());
            case Map<?, ?> map -> absolute((Map<String, Object>) map, files);
            case List<?> list -> list.stream().map(item -> absoluteValue("", item, files)).toList();
            case null, default -> value;
        };
    }
}
