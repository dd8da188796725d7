// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.ApiKey;
import dev.pixal3d.queue.Store;
import dev.pixal3d.server.auth.ApiKeys;
import dev.pixal3d.server.auth.Authenticator;
import dev.pixal3d.server.auth.Identity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.files.FileStore;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.ops.Drain;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The platform API below {@code /v1}: models, keys, who calls; {@link HistoryRoutes} has past requests,
 * {@link AdminRoutes} what administrators do to the service.
 */
public final class PlatformRoutes {
    private final Store store;
    private final ApiKeys keys;
    private final Authenticator authenticator;
    private final Endpoints endpoints;
    private final ServerConfig config;
    private final HistoryRoutes history;
    private final AdminRoutes administration;

    public PlatformRoutes(Store store, FileStore files, ApiKeys keys, Authenticator authenticator,
            Endpoints endpoints, Health health, Drain drain, ServerConfig config, Clock clock) {
        this.store = store;
        this.keys = keys;
        this.authenticator = authenticator;
        this.endpoints = endpoints;
        this.config = config;
        this.history = new HistoryRoutes(store, files, clock);
        this.administration = new AdminRoutes(store.requests(), health, drain);
    }

    public void handle(Exchange x) throws IOException {
        try {
            route(x);
        } catch (Failure failure) {
            Map<String, Object> body = Json.map("error",
                    Json.map("type", type(failure.status()), "message", String.valueOf(failure.getMessage()),
                            "docs_url", "https://docs.fal.ai/platform-apis", "request_id", x.id()));
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
            x.json(200, Json.map("webhook_ip_ranges", List.of()));
            return;
        }
        Identity caller = authenticator.rest(x);
        if (x.target().is("me")) {
            x.allow("GET");
            x.json(200, Json.map("key_id", caller.user(), "admin", caller.admin()));
        } else if (!path.isEmpty() && AdminRoutes.owns(x)) administration.handle(x, caller);
        else if (x.target().is("models")) models(x);
        else if (x.target().is("models", "requests", "by-endpoint")) history.list(x, caller, true);
        else if (x.target().is("models", "requests", "search")) history.list(x, caller, false);
        else if (path.size() == 4 && x.target().path().matches("/models/requests/[^/]+/payloads")) {
            admin(caller);
            history.deletePayloads(x, path.get(2));
        } else if (path.size() == 3 && x.target().path().startsWith("/models/requests/")) {
            history.delete(x, caller, path.get(2));
        } else if (!path.isEmpty() && path.getFirst().equals("keys")) {
            keys(x, caller, path);
        } else if (path.size() == 5 && x.target().is("serverless", "apps", path.get(2), path.get(3), "queue")) {
            flush(x, caller, endpoints.of(path.get(2) + "/" + path.get(3)));
        } else {
            throw Failure.noPath("/v1" + x.target().path());
        }
    }

    private void flush(Exchange x, Identity caller, List<Endpoint> application) {
        if (application.isEmpty()) throw Failure.noPath("/v1" + x.target().path());
        x.allow("DELETE");
        admin(caller);
        x.json(200, Json.map("cancelled",
                application.stream().mapToInt(endpoint -> store.requests().flush(endpoint.id().toString())).sum()));
    }

    private static void admin(Identity caller) {
        if (!caller.admin()) throw Failure.of(403, "This needs a key with scope ADMIN.");
    }

    private void models(Exchange x) {
        x.allow("GET");
        List<String> ids = x.target().parameters("endpoint_id");
        List<Object> models = endpoints.all().stream()
                .filter(e -> ids.isEmpty() || ids.contains(e.id().toString()))
                .filter(e -> matches(x, "q", e.id() + " " + e.category()) && matches(x, "category", e.category())
                        && matches(x, "status", "active"))
                .<Object>map(endpoint -> model(endpoint, x)).toList();
        Map<String, Object> answer = Json.map("models", models, "has_more", false);
        answer.put("next_cursor", Json.NULL);
        x.json(200, answer);
    }

    private static Map<String, Object> model(Endpoint endpoint, Exchange x) {
        Addresses addresses = x.target().addresses();
        Map<String, Object> metadata = Json.map("display_name", endpoint.title(), "category", endpoint.category(),
                "description", endpoint.description(), "status", "active", "tags", List.of("3d"), "updated_at",
                "2026-01-01T00:00:00Z", "is_favorited", false, "thumbnail_url", addresses.origin() + "/icon.svg",
                "model_url", addresses.queue("/" + endpoint.id()), "license_type", "commercial", "date",
                "2026-01-01T00:00:00Z", "group",
                Json.map("key", endpoint.id().alias(), "label", endpoint.title()), "highlighted", false, "kind",
                "inference", "pinned", false);
        Map<String, Object> model = Json.map("endpoint_id", endpoint.id().toString(), "metadata", metadata);
        if (x.target().parameter("expand").orElse("").contains("openapi")) {
            model.put("openapi", OpenApi.document(endpoint, addresses));
        }
        return model;
    }

    private static boolean matches(Exchange x, String parameter, String text) {
        return x.target().parameter(parameter).map(wanted -> text.contains(wanted.toLowerCase(Locale.ROOT)))
                .orElse(true);
    }

    private void keys(Exchange x, Identity caller, List<String> path) {
        admin(caller);
        if (path.size() == 1 && x.method().equals("GET")) {
            x.json(200, Json.map("keys", keys.list().stream().map(PlatformRoutes::key).toList()));
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
            x.json(201, Json.map("key_id", parts[0], "key_secret", parts[1], "key", credentials));
        } else {
            x.allow("DELETE");
            if (!keys.revoke(path.get(1))) throw Failure.of(404, "Key not found");
            x.empty(204);
        }
    }

    private static Map<String, Object> key(ApiKey key) {
        Map<String, Object> json = Json.map("key_id", key.id(), "scope", key.scope().name(), "description",
                key.description(), "created_at", key.created().toString(), "revoked", key.revoked().isPresent());
        key.lastUsed().ifPresent(time -> json.put("last_used_at", time.toString()));
        return json;
    }
}
