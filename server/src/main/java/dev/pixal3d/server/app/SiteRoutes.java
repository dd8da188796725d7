// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.fal.OpenApi;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.webhook.WebhookKeys;
import dev.pixal3d.server.work.Endpoint;
import dev.pixal3d.server.work.Endpoints;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What is neither model nor files: the page, health, metrics, keys for webhooks, the endpoints' descriptions. */
final class SiteRoutes {
    private static final String MODELS = "/models/";
    private static final String LLMS = "/llms.txt";

    private final Health health;
    private final Metrics metrics;
    private final WebhookKeys keys;
    private final Page page;
    private final Endpoints endpoints;

    SiteRoutes(Health health, Metrics metrics, WebhookKeys keys, Page page, Endpoints endpoints) {
        this.health = health;
        this.metrics = metrics;
        this.keys = keys;
        this.page = page;
        this.endpoints = endpoints;
    }

    void handle(Exchange x) throws IOException {
        String path = x.target().path();
        Optional<Endpoint> described = path.startsWith(MODELS) && path.endsWith(LLMS)
                ? endpoints
                        .find(path.substring(MODELS.length(), Math.max(MODELS.length(), path.length() - LLMS.length())))
                : Optional.empty();
        switch (path) {
            case "/", "/style.css", "/icon.svg", "/health", "/health/live", "/health/ready", "/metrics",
                    "/.well-known/jwks.json", "/api/openapi/queue/openapi.json" ->
                x.allow("GET", "HEAD");
            default -> {
                if (described.isEmpty()) throw Failure.noPath(path);
                x.allow("GET", "HEAD");
            }
        }
        switch (path) {
            case "/" -> {
                x.set("content-security-policy", "default-src 'none'; style-src 'self'; img-src 'self'");
                x.text(200, "text/html; charset=utf-8", Exchange.utf8(page.html(x.target().addresses())));
            }
            case "/style.css" -> x.text(200, "text/css; charset=utf-8", Page.resource("style.css"));
            case "/icon.svg" -> x.text(200, "image/svg+xml", Page.resource("icon.svg"));
            case "/health/live" -> x.json(200, Map.of("status", "ok"));
            case "/health", "/health/ready" -> {
                Health.Report report = health.report();
                x.json(report.ready() ? 200 : 503, report.json());
            }
            case "/metrics" -> x.text(200, Metrics.MEDIA_TYPE, Exchange.utf8(metrics.text()));
            case "/.well-known/jwks.json" -> {
                x.set("cache-control", "public, max-age=3600");
                x.json(200, keys.keySet());
            }
            case "/api/openapi/queue/openapi.json" -> {
                String id = x.target().parameter("endpoint_id").orElse(endpoints.main().id().toString());
                Endpoint endpoint = endpoints.find(id)
                        .orElseThrow(() -> Failure.of(404, "Endpoint " + id + " not found"));
                x.json(200, OpenApi.document(endpoint, x.target().addresses()));
            }
            default -> x.text(200, "text/markdown; charset=utf-8",
                    Exchange.utf8(page.markdown(described.orElseThrow(), x.target().addresses())));
        }
    }
}
