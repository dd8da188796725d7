// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.config.ServerConfig;
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

/** What is neither model nor files: the pages, health, metrics, keys for webhooks, the endpoints' descriptions. */
final class SiteRoutes {
    private static final String MODELS = "/models/";
    private static final String LLMS = "/llms.txt";

    private static final String DOCUMENT = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none';"
            + " form-action 'none'; frame-ancestors 'none'";

    /** Pictures that a visitor drops or pastes are shown before they are sent; all else is this server's. */
    private static final String PLAYGROUND = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " connect-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none';"
            + " frame-ancestors 'none'";

    private final Health health;
    private final Optional<Metrics> metrics;
    private final WebhookKeys keys;
    private final Assets assets;
    private final Page page;
    private final EngineFacts engines;
    private final Endpoints endpoints;

    /**
     * @param metrics
     *            empty when they have a port of their own
     */
    SiteRoutes(Health health, Optional<Metrics> metrics, WebhookKeys keys, ServerConfig.Access access,
            EngineFacts engines,
            Endpoints endpoints) {
        this.health = health;
        this.metrics = metrics;
        this.keys = keys;
        this.assets = new Assets();
        this.page = new Page(endpoints.main(), assets.path(), access);
        this.engines = engines;
        this.endpoints = endpoints;
    }

    void handle(Exchange x) throws IOException {
        String path = x.target().path();
        if (path.startsWith("/assets/")) {
            assets.send(x);
            return;
        }
        Optional<Endpoint> described = path.startsWith(MODELS) && path.endsWith(LLMS)
                ? endpoints
                        .find(path.substring(MODELS.length(), Math.max(MODELS.length(), path.length() - LLMS.length())))
                : Optional.empty();
        switch (path) {
            case "/", "/playground", "/docs", "/docs.css", "/icon.svg", "/health", "/health/live", "/health/ready",
                    "/metrics", "/.well-known/jwks.json", "/engines.json", "/openapi.json",
                    "/api/openapi/queue/openapi.json" ->
                x.allow("GET", "HEAD");
            default -> {
                if (described.isEmpty()) throw Failure.noPath(path);
                x.allow("GET", "HEAD");
            }
        }
        switch (path) {
            case "/", "/playground" -> {
                x.set("content-security-policy", PLAYGROUND);
                html(x, page.playground(x.target().addresses()));
            }
            case "/docs" -> {
                x.set("content-security-policy", DOCUMENT);
                html(x, page.reference(x.target().addresses()));
            }
            case "/docs.css" -> x.text(200, "text/css; charset=utf-8", Page.resource("docs.css"));
            case "/engines.json" -> x.json(200, engines.json());
            case "/icon.svg" -> x.text(200, "image/svg+xml", Page.resource("icon.svg"));
            case "/health/live" -> x.json(200, Map.of("status", "ok"));
            case "/health", "/health/ready" -> {
                Health.Report report = health.report();
                x.json(report.ready() ? 200 : 503, report.json());
            }
            case "/metrics" -> {
                Metrics here = metrics.orElseThrow(() -> Failure.of(404, "Metrics are on a port of their own."));
                x.text(200, Metrics.MEDIA_TYPE, Exchange.utf8(here.text()));
            }
            case "/.well-known/jwks.json" -> {
                x.set("cache-control", "public, max-age=3600");
                x.json(200, keys.keySet());
            }
            case "/openapi.json", "/api/openapi/queue/openapi.json" -> {
                String id = x.target().parameter("endpoint_id").orElse(endpoints.main().id().toString());
                Endpoint endpoint = endpoints.find(id)
                        .orElseThrow(() -> Failure.of(404, "Endpoint " + id + " not found"));
                x.json(200, OpenApi.document(endpoint, x.target().addresses()));
            }
            default -> x.text(200, "text/markdown; charset=utf-8",
                    Exchange.utf8(page.markdown(described.orElseThrow(), x.target().addresses())));
        }
    }

    private static void html(Exchange x, String page) {
        x.set("cache-control", "no-cache");
        x.set("referrer-policy", "no-referrer");
        x.text(200, "text/html; charset=utf-8", Exchange.utf8(page));
    }
}
