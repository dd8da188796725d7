// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.fal.EndpointPath;
import dev.pixal3d.server.fal.OpenApi;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import dev.pixal3d.server.webhook.WebhookKeys;
import java.io.IOException;
import java.util.Map;

/** What is neither model nor files: the pages, health, metrics, keys for webhooks, the endpoint's description. */
final class SiteRoutes {
    private static final String DOCUMENT = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    /** Pictures that a visitor drops or pastes are shown before they are sent; all else is this server's. */
    private static final String PLAYGROUND = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' blob: data:; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    private final Health health;
    private final Metrics metrics;
    private final WebhookKeys keys;
    private final Assets assets;
    private final Page page;
    private final EngineFacts engines;

    SiteRoutes(Health health, Metrics metrics, WebhookKeys keys, ServerConfig.Access access,
            EngineFacts engines) {
        this.health = health;
        this.metrics = metrics;
        this.keys = keys;
        this.engines = engines;
        this.assets = new Assets();
        this.page = new Page(assets.path(), access);
    }

    void handle(Exchange x) throws IOException {
        String path = x.target().path();
        if (path.startsWith("/assets/")) {
            assets.send(x);
            return;
        }
        switch (path) {
            case "/", "/playground", "/docs", "/docs.css", "/icon.svg", "/health", "/health/live", "/health/ready",
                    "/metrics", "/.well-known/jwks.json", "/openapi.json", "/api/openapi/queue/openapi.json",
                    "/engines.json",                    "/models/fal-ai/pixal3d/llms.txt" ->
                x.allow("GET", "HEAD");
            default -> throw Failure.noPath(path);
        }
        switch (path) {
            case "/", "/playground" -> {
                x.set("content-security-policy", PLAYGROUND);
                page(x, page.playground(x.target().addresses()));
            }
            case "/docs" -> {
                x.set("content-security-policy", DOCUMENT);
                page(x, page.reference(x.target().addresses()));
            }
            case "/engines.json" -> x.json(200, engines.json());
            case "/docs.css" -> x.text(200, "text/css; charset=utf-8", Page.resource("docs.css"));
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
            case "/openapi.json", "/api/openapi/queue/openapi.json" -> {
                String id = x.target().parameter("endpoint_id").orElse(EndpointPath.ID);
                if (!id.equals(EndpointPath.ID)) throw Failure.of(404, "Endpoint " + id + " not found");
                x.json(200, OpenApi.document(x.target().addresses()));
            }
            default -> x.text(200, "text/markdown; charset=utf-8",
                    Exchange.utf8(page.markdown(x.target().addresses())));
        }
    }

    private static void page(Exchange x, String html) {
        x.set("cache-control", "no-cache");
        x.set("referrer-policy", "no-referrer");
        x.text(200, "text/html; charset=utf-8", Exchange.utf8(html));
    }
}
