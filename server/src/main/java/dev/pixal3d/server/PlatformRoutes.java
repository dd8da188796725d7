// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.FileRecord;
import dev.pixal3d.queue.HistoryPage;
import dev.pixal3d.queue.HistoryQuery;
import dev.pixal3d.queue.HistoryQuery.Filter;
import dev.pixal3d.queue.HistoryQuery.Sort;
import dev.pixal3d.queue.Outcome;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.Store;
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

/** The platform API below {@code /v1}: models, request history, payload deletion, keys. */
final class PlatformRoutes {
    private final Store store;
    private final FileStore files;
    private final ApiKeys keys;
    private final Authenticator authenticator;
    private final ServerConfig config;
    private final Clock clock;

    PlatformRoutes(Store store, FileStore files, ApiKeys keys, Authenticator authenticator, ServerConfig config,
            Clock clock) {
        this.store = store;
        this.files = files;
        this.keys = keys;
        this.authenticator = authenticator;
        this.config = config;
        this.clock = clock;
    }

    void handle(Exchange x) throws IOException {
        try {
            route(x);
        } catch (Failure failure) {
            Map<String, Object> body = Failure.map("error",
                    Failure.map("type", type(failure.status()), "message", String.valueOf(failure.getMessage()),
                            "docs_url", "https://docs.fal.ai/platform-apis"));
            body.putAll(failure.body());
            throw new Failure(failure.status(), body, failure.headers());
        }
    }

    private static String type(int status) {
        return switch (status) {
            case 401, 403 -> "authorization_error";
            case 404, 405 -> "not_found";
            case 429 -> "rate_limited";
            default -> status >= 500 ? "server_error" : "validation_error";
        };
    }

    private void route(Exchange x) throws IOException {
        List<String> path = x.target().segments();
        if (x.target().is("meta")) {
            x.allow("GET");
            x.json(200, Failure.map("webhook_ip_ranges", List.of()));
            return;
        }
        Identity caller = authenticator.rest(x);
        if (x.target().is("models")) models(x);
        else if (x.target().is("models", "requests", "by-endpoint")) history(x, caller, true);
        else if (x.target().is("models", "requests", "search")) history(x, caller, false);
        else if (path.size() == 4 && x.target().path().matches("/models/requests/[^/]+/payloads")) {
            deletePayloads(x, caller, path.get(2));
        } else if (path.getFirst().equals("keys")) {
            keys(x, caller, path);
        } else if (x.target().is("serverless", "apps", EndpointPath.OWNER, EndpointPath.ALIAS, "queue")) {
            x.allow("DELETE");
            admin(caller);
            x.json(200, Failure.map("cancelled", store.requests().flush(EndpointPath.ID)));
        } else {
            throw Failure.noPath("/v1" + x.target().path());
        }
    }

    private static void admin(Identity caller) {
        if (!caller.admin()) throw Failure.of(403, "This needs a key with scope ADMIN.");
    }

    private void models(Exchange x) {
        x.allow("GET");
        Addresses addresses = x.target().addresses();
        Map<String, Object> metadata = Failure.map("display_name", "Pixal3D", "category", "image-to-3d", "description",
                "One image in, one textured 3D model out.", "status", "active", "tags", List.of("3d"), "updated_at",
                "2026-01-01T00:00:00Z", "is_favorited", false, "thumbnail_url", addresses.origin() + "/icon.svg",
                "model_url", addresses.queue("/" + EndpointPath.ID), "license_type", "commercial", "date",
                "2026-01-01T00:00:00Z", "group", Failure.map("key", "pixal3d", "label", "Pixal3D"), "highlighted",
                false, "kind", "inference", "pinned", false);
        Map<String, Object> model = Failure.map("endpoint_id", EndpointPath.ID, "metadata", metadata);
        if (x.target().parameter("expand").orElse("").contains("openapi")) {
            model.put("openapi", OpenApi.document(addresses));
        }
        boolean wanted = x.target().parameter("endpoint_id").map(id -> List.of(id.split(",")).contains(EndpointPath.ID))
                .orElse(true)
                && x.target().parameter("q").map(text -> "fal-ai/pixal3d image-to-3d".contains(text)).orElse(true);
        Map<String, Object> answer = Failure.map("models", wanted ? List.of(model) : List.of(), "has_more", false);
        answer.put("next_cursor", Json.NULL);
        x.json(200, answer);
    }

    private void history(Exchange x, Identity caller, boolean byEndpoint) {
        x.allow("GET");
        Target target = x.target();
        Optional<String> endpoints = target.parameter("endpoint_id");
        if (byEndpoint && endpoints.isEmpty()) throw Failure.badRequest("endpoint_id is missing.");
        Optional<String> requestId = target.parameter("request_id");
        Duration range = requestId.isPresent() ? Duration.ofDays(90) : Duration.ofDays(1);
        boolean payloads = target.parameter("expand").orElse("").contains("payloads");
        HistoryQuery query = new HistoryQuery(endpoints.map(ids -> List.of(ids.split(","))).orElse(List.of()),
                caller.admin() ? Optional.empty() : Optional.of(caller.user()), requestId,
                Optional.of(time(target, "start").orElseGet(() -> clock.instant().minus(range))), time(target, "end"),
                filter(target), target.parameter("sort").or(() -> target.parameter("sort_by"))
                        .filter(by -> by.startsWith("duration")).map(_ -> Sort.DURATION).orElse(Sort.ENDED),
                limit(target), target.parameter("cursor"), payloads);
        HistoryPage page = page(query);
        List<Object> items = new ArrayList<>();
        for (HistoryPage.Item item : page.items()) items.add(item(item, target.addresses()));
        Map<String, Object> answer = Failure.map("items", items, "has_more", page.next().isPresent());
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
        Map<String, Object> json = Failure.map("request_id", request.id(), "endpoint_id", request.endpoint(),
                "sent_at", request.created().toString());
        request.started().ifPresent(time -> json.put("started_at", time.toString()));
        request.ended().ifPresent(time -> json.put("ended_at", time.toString()));
        request.ending().ifPresent(ending -> json.put("status_code", ending.status()));
        request.started().flatMap(start -> request.ended().map(end -> Duration.between(start, end)))
                .ifPresent(time -> json.put("duration", time.toMillis() / 1000.0));
        item.input().ifPresent(input -> json.put("json_input", Json.object(input)));
        item.outcome().ifPresent(outcome -> json.put("json_output", output(outcome, addresses)));
        return json;
    }

    private static Object output(Outcome outcome, Addresses addresses) {
        return Results.of(outcome, addresses.file("")).body();
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

    private void deletePayloads(Exchange x, Identity caller, String requestId) throws IOException {
        x.allow("DELETE");
        admin(caller);
        if (store.requests().find(requestId).isEmpty()) throw Failure.of(404, "Request not found");
        if (!store.requests().deletePayloads(requestId)) throw Failure.of(400, "Request is still in progress");
        List<Object> results = new ArrayList<>();
        for (FileRecord file : store.files().ofRequest(requestId)) {
            files.delete(file.key());
            results.add(Failure.map("link", x.target().addresses().file(file.key()), "exception", Json.NULL));
        }
        x.json(200, Failure.map("cdn_delete_results", results));
    }

    private void keys(Exchange x, Identity caller, List<String> path) {
        admin(caller);
        if (path.size() == 1 && x.method().equals("GET")) {
            x.json(200, Failure.map("keys", keys.list().stream().map(PlatformRoutes::key).toList()));
        } else if (path.size() == 1) {
            x.allow("GET", "POST");
            Map<String, Object> body = Json.object(x.bytes(config.limits().jsonBytes()));
            String scope = String.valueOf(body.getOrDefault("scope", "API"));
            if (!scope.equals("API") && !scope.equals("ADMIN")) {
                throw Failure.badRequest("scope: unknown (got %s, allowed API, ADMIN).".formatted(scope));
            }
            String description = String.valueOf(body.getOrDefault("description", body.getOrDefault("alias", "")));
            String credentials = keys.create(ApiKey.Scope.valueOf(scope), description);
            String[] parts = credentials.split(":", 2);
            x.json(201, Failure.map("key_id", parts[0], "key_secret", parts[1], "key", credentials));
        } else {
            x.allow("DELETE");
            if (!keys.revoke(path.get(1))) throw Failure.of(404, "Key not found");
            x.empty(204);
        }
    }

    private static Map<String, Object> key(ApiKey key) {
        Map<String, Object> json = Failure.map("key_id", key.id(), "scope", key.scope().name(), "description",
                key.description(), "created_at", key.created().toString(), "revoked", key.revoked().isPresent());
        key.lastUsed().ifPresent(time -> json.put("last_used_at", time.toString()));
        return json;
    }
}
