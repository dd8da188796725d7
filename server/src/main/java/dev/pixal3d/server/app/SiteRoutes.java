// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.fal.EndpointPath;
import dev.pixal3d.server.fal.OpenApi;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.webhook.WebhookKeys;
import java.io.IOException;
import java.util.Map;

/** What is neither model nor files: the page, health, metrics, keys for webhooks, the endpoint's description. */
final class SiteRoutes {
    private final Health health;
    private final Metrics metrics;
    private final WebhookKeys keys;
    private final Page page;

    SiteRoutes(Health health, Metrics metrics, WebhookKeys keys, Page page) {
        this.health = health;
        this.metrics = metrics;
        this.keys = keys;
        this.page = page;
    }

    void handle(Exchange x) throws IOException {
        String path = x.target().path();
        switch (path) {
            case "/", "/style.css", "/icon.svg", "/health", "/health/live", "/health/ready", "/metrics",
                    "/.well-known/jwks.json", "/api/openapi/queue/openapi.json", "/models/fal-ai/pixal3d/llms.txt" ->
                x.allow("GET", "HEAD");
            default -> throw Failure.noPath(path);
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
            case "/metrics" -> x.text(200, "text/plain; version=0.0.4; charset=utf-8", Exchange.utf8(metrics.text()));
            case "/.well-known/jwks.json" -> {
                x.set("cache-control", "public, max-age=3600");
                x.json(200, keys.keySet());
            }
            case "/api/openapi/queue/openapi.json" -> {
                String id = x.target().parameter("endpoint_id").orElse(EndpointPath.ID);
                if (!id.equals(EndpointPath.ID)) throw Failure.of(404, "Endpoint " + id + " not found");
                x.json(200, OpenApi.document(x.target().addresses()));
            }
            default -> x.text(200, "text/markdown; charset=utf-8",
                    Exchange.utf8(page.markdown(x.target().addresses())));
        }
    }
}
