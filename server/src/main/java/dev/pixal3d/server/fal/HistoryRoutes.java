// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.HistoryQuery.Filter;
import dev.pixal3d.queue.HistoryQuery.Sort;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.Store;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.http.Target;
import java.io.IOException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Past requests below {@code /v1/models/requests}: pages of them, and the deletion of what they kept. */
final class HistoryRoutes {
    private static final int MAX_ENDPOINTS = 50;

    private final Store store;
    private final FileStore files;
    private final Clock clock;

    HistoryRoutes(Store store, FileStore files, Clock clock) {
        this.store = store;
        this.files = files;
        this.clock = clock;
    }

    /**
     * @param byEndpoint
     *            whether the caller must name endpoints
     */
    void list(Exchange x, Identity caller, boolean byEndpoint) {
        x.allow("GET");
        Target target = x.target();
        List<String> endpoints = target.parameters("endpoint_id");
        if (byEndpoint && endpoints.isEmpty()) throw Failure.badRequest("endpoint_id is missing.");
        if (endpoints.size() > MAX_ENDPOINTS) {
            throw Failure.badRequest("endpoint_id: too many (got %d, allowed 1 to %d).".formatted(endpoints.size(),
                    MAX_ENDPOINTS));
        }
        Optional<String> requestId = target.parameter("request_id");
        Duration range = requestId.isPresent() ? Duration.ofDays(90) : Duration.ofDays(1);
        boolean payloads = target.parameter("expand").orElse("").contains("payloads");
        HistoryQuery query = new HistoryQuery(endpoints,
                caller.admin() ? Optional.empty() : Optional.of(caller.user()), requestId,
                Optional.of(time(target, "start").orElseGet(() -> clock.instant().minus(range))), time(target, "end"),
                filter(target), sort(target), limit(target), target.parameter("cursor"), payloads);
        HistoryPage page = page(query);
        List<Object> items = new ArrayList<>();
        for (HistoryPage.Item item : page.items()) items.add(item(item, target.addresses()));
        Map<String, Object> answer = Json.map("items", items, "has_more", page.next().isPresent());
        answer.put("next_cursor", page.next().<Object>map(c -> c).orElse(Json.NULL));
        x.json(200, answer);
    }

    private HistoryPage page(HistoryQuery query) {
        try {
            return store.requests().history(query);
        } catch (IllegalArgumentException e) {
            throw Failure.badRequest("cursor: cannot be used. Start again without it.");
        }
    }

    private static Map<String, Object> item(HistoryPage.Item item, Addresses addresses) {
        RequestView request = item.request();
        Map<String, Object> json = Json.map("request_id", request.id(), "endpoint_id", request.endpoint(),
                "sent_at", request.created().toString());
        request.started().ifPresent(time -> json.put("started_at", time.toString()));
        request.ended().ifPresent(time -> json.put("ended_at", time.toString()));
        request.ending().ifPresent(ending -> {
            json.put("status_code", ending.status());
            if (!ending.succeeded()) {
                json.put("error_type", ending.errorType());
                json.put("error", ending.error());
            }
        });
        request.started().flatMap(start -> request.ended().map(end -> Duration.between(start, end)))
                .ifPresent(time -> json.put("duration", time.toMillis() / 1000.0));
        item.input().ifPresent(input -> json.put("json_input", absolute(Json.object(input), addresses)));
        item.outcome().ifPresent(outcome -> json.put("json_output", output(outcome, addresses)));
        return json;
    }

    /** The input with the caller's address in front of the files that the service made of its data URIs. */
    private static Map<String, Object> absolute(Map<String, Object> input, Addresses addresses) {
        input.replaceAll((_, value) -> value instanceof String text && text.startsWith(FileStore.path("b/"))
                ? FileStore.keyOf(text).map(addresses::file).orElse(text)
                : value);
        return input;
    }

    private static Object output(Outcome outcome, Addresses addresses) {
        return Results.of(outcome, addresses.file("")).body();
    }

    /** {@code submitted} is ours: it lists requests that have not ended too. */
    private static Sort sort(Target target) {
        String by = target.parameter("sort").or(() -> target.parameter("sort_by")).orElse("");
        if (by.startsWith("submitted")) return Sort.SUBMITTED;
        return by.startsWith("duration") ? Sort.DURATION : Sort.ENDED;
    }

    private static Filter filter(Target target) {
        return switch (target.parameter("status").orElse("")) {
            case "success" -> Filter.SUCCESS;
            case "error" -> Filter.ERROR;
            case "user_error" -> Filter.USER_ERROR;
            case "" -> Filter.ANY;
            default -> throw Failure.badRequest("status: unknown (allowed success, error, user_error).");
        };
    }

    private static int limit(Target target) {
        String text = target.parameter("limit").orElse("50");
        if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 100) {
            throw Failure.badRequest("limit: out of range (got %s, allowed 1 to 100).".formatted(text));
        }
        return Integer.parseInt(text);
    }

    private static Optional<Instant> time(Target target, String name) {
        return target.parameter(name).map(text -> {
            try {
                return text.length() == 10
                        ? Instant.parse(text + "T00:00:00Z")
                        : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            } catch (DateTimeException _) {
                throw Failure.badRequest(name + ": not an ISO 8601 time, e.g. 2026-01-31T12:00:00Z.");
            }
        });
    }

    /** fal's way, for administrators. */
    void deletePayloads(Exchange x, String requestId) throws IOException {
        x.allow("DELETE");
        if (store.requests().find(requestId).isEmpty()) throw Failure.of(404, "Request not found");
        erase(x, requestId);
    }

    /** Our own way, for whoever made the request too: the playground's history deletes with it. */
    void delete(Exchange x, Identity caller, String requestId) throws IOException {
        x.allow("DELETE");
        boolean own = store.requests().find(requestId).filter(request -> caller.mayRead(request.keyId())).isPresent();
        if (!own) throw Failure.of(404, "Request not found");
        erase(x, requestId);
    }

    private void erase(Exchange x, String requestId) throws IOException {
        if (!store.requests().deletePayloads(requestId)) throw Failure.of(400, "Request is still in progress");
        List<Object> results = new ArrayList<>();
        for (FileRecord file : store.files().ofRequest(requestId)) {
            files.delete(file.key());
            results.add(Json.map("link", x.target().addresses().file(file.key()), "exception", Json.NULL));
        }
        x.json(200, Json.map("cdn_delete_results", results));
    }
}
