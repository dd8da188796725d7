// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.RunProgress;
import dev.pixal3d.queue.State;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.work.EndpointId;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The status object. {@code queue_position} is always there while queued, {@code logs} always from then on (null when
 * not asked for): the Python client looks them up without asking. {@code progress} is ours.
 */
final class StatusJson {
    private StatusJson() {}

    /**
     * @param logs
     *            the lines to show; empty when none were asked for
     */
    static Map<String, Object> of(RequestView request, Optional<List<LogLine>> logs, Addresses addresses) {
        Map<String, Object> json = Json.map("status", request.state().name(), "request_id", request.id());
        if (request.state() == State.IN_QUEUE) json.put("queue_position", request.position());
        urls(json, request, addresses);
        if (request.state() != State.IN_QUEUE) json.put("logs", shown(logs));
        if (request.state() == State.IN_PROGRESS) request.progress().ifPresent(p -> json.put("progress", progress(p)));
        request.ending().ifPresent(ending -> {
            Object time = request.inferenceTime().<Object>map(StatusJson::seconds).orElse(Json.NULL);
            json.put("metrics", Json.map("inference_time", time));
            if (!ending.succeeded()) {
                json.put("error", ending.error());
                json.put("error_type", ending.errorType());
            }
        });
        return json;
    }

    /** The answer to a submission: always a queued one, also when the input was refused and the request has ended. */
    static Map<String, Object> submitted(RequestView request, Addresses addresses) {
        Map<String, Object> json = Json.map("status", State.IN_QUEUE.name(), "request_id", request.id(),
                "gateway_request_id", request.id());
        urls(json, request, addresses);
        json.put("queue_position", request.position());
        json.put("logs", Json.NULL);
        json.put("metrics", Map.of());
        return json;
    }

    private static void urls(Map<String, Object> json, RequestView request, Addresses addresses) {
        String url = addresses
                .queue("/" + EndpointId.of(request.endpoint()).application() + "/requests/" + request.id());
        json.put("response_url", url);
        json.put("status_url", url + "/status");
        json.put("cancel_url", url + "/cancel");
    }

    private static Object shown(Optional<List<LogLine>> logs) {
        return logs.<Object>map(lines -> lines.stream().map(StatusJson::line).toList()).orElse(Json.NULL);
    }

    private static Object line(LogLine line) {
        String level = line.level().name();
        return Json.map("message", line.message(), "level", level, "source", "USER", "timestamp",
                line.time().truncatedTo(ChronoUnit.MILLIS).toString(), "labels",
                Json.map("level", level, "source", "USER"));
    }

    private static Object progress(RunProgress progress) {
        Map<String, Object> json = Json.map("stage", progress.stage(), "step", progress.step(), "steps",
                progress.steps(), "fraction", progress.fraction(), "percent", (int) (100 * progress.fraction()));
        progress.remaining().ifPresent(time -> json.put("eta", seconds(time)));
        return json;
    }

    private static double seconds(Duration time) { return time.toMillis() / 1000.0; }
}
