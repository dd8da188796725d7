// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.queue.FullDisk;
import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.fal.PlatformRoutes;
import dev.pixal3d.server.fal.ProxyRoutes;
import dev.pixal3d.server.fal.QueueRoutes;
import dev.pixal3d.server.fal.RunRoutes;
import dev.pixal3d.server.files.FileRoutes;
import dev.pixal3d.server.files.RestRoutes;
import dev.pixal3d.server.files.Space;
import dev.pixal3d.server.files.UnavailableException;
import dev.pixal3d.server.files.UploadRoutes;
import dev.pixal3d.server.http.Addresses;
import dev.pixal3d.server.http.Area;
import dev.pixal3d.server.http.BodyBudget;
import dev.pixal3d.server.http.ConnectionPump;
import dev.pixal3d.server.http.Cors;
import dev.pixal3d.server.http.Exchange;
import dev.pixal3d.server.http.Failure;
import dev.pixal3d.server.http.HttpServer;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.http.Target;
import dev.pixal3d.server.ops.Metrics;
import io.helidon.common.socket.SocketWriterException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Every request goes through here: it gets an id, its place (host, area, path), cross-origin headers, its routes, and
 * an answer whatever happens.
 */
final class Dispatcher implements HttpServer.Handler {
    private static final Logger LOG = System.getLogger("dev.pixal3d.http");

    private static final Pattern HOST = Pattern
            .compile("[A-Za-z0-9._-]+(:\\d{1,5})?|\\[[0-9A-Fa-f:.]+](:\\d{1,5})?");

    private final ServerConfig config;
    private final Routes routes;
    private final ProxyRoutes proxy;
    private final Capacity capacity;
    private final Metrics metrics;
    private final Consumer<Error> outOfMemory;
    private final BodyBudget bodies;
    private final String domain;
    private final String keepAlive;
    private final AtomicInteger inFlight = new AtomicInteger();

    /** The route families. */
    record Routes(QueueRoutes queue, RunRoutes run, RestRoutes rest, UploadRoutes uploads, FileRoutes files,
            PlatformRoutes platform, SiteRoutes site) {}

    /**
     * @param outOfMemory
     *            hears of it at once; nothing can be relied on then
     */
    Dispatcher(ServerConfig config, Capacity capacity, Routes routes, Metrics metrics, Consumer<Error> outOfMemory) {
        this.capacity = capacity;
        this.config = config;
        this.routes = routes;
        this.metrics = metrics;
        this.outOfMemory = outOfMemory;
        this.bodies = new BodyBudget(capacity.bodyBytes());
        this.proxy = new ProxyRoutes(config, this::route);
        this.domain = config.network().publicUrl().map(URI::getHost).map(String::valueOf).orElse("");
        // a little less than what is kept, so that no client sends into a connection that is just being closed
        this.keepAlive = "timeout=" + Math.max(1, config.timing().idle().toSeconds() - 5);
        metrics.gauge("pixal3d_http_requests_in_flight", "HTTP requests being answered.", inFlight::get);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response, ConnectionPump connection) {
        long start = System.nanoTime();
        String id = UUID.randomUUID().toString();
        response.header("x-fal-request-id", id);
        connection.handling(true);
        try (Exchange x = new Exchange(request, response, connection, config.timing().body(), bodies)) {
            handle(x, id, start);
            connection.handling(false);
            finish(x);
        }
    }

    private void handle(Exchange x, String id, long start) {
        Cors.headers(x);
        x.set("keep-alive", keepAlive);
        try {
            if (inFlight.incrementAndGet() > capacity.requests()) {
                throw Failure.flat(503, "server_overloaded", "Too many requests at the same time. Try again soon.")
                        .header("retry-after", "1");
            }
            x.at(target(x.request()));
            if (x.method().equals("OPTIONS")) Cors.preflight(x);
            else if (x.target().area() == Area.SITE && x.target().path().startsWith("/api/fal/proxy")) {
                proxy.handle(x, domain);
            } else {
                route(x);
            }
        } catch (OutOfMemoryError e) {
            outOfMemory.accept(e);
            throw e;
        } catch (Throwable e) {
            answer(x, id, e);
        } finally {
            inFlight.decrementAndGet();
            double seconds = (System.nanoTime() - start) / 1e9;
            String area = x.target().area().name().toLowerCase(java.util.Locale.ROOT);
            metrics.count(Metrics.Count.HTTP_REQUESTS, area, Integer.toString(x.status()));
            metrics.observe(Metrics.Time.HTTP_REQUEST, seconds, area);
            boolean poll = x.method().equals("GET") && x.status() < 400;
            LOG.log(poll ? Level.DEBUG : Level.INFO, "{0} {1} {2} {3,number,#} {4,number,#.#}ms", id, x.method(),
                    x.target().area().prefix() + x.target().path(), x.status(), seconds * 1000);
        }
    }

    /** Helidon goes on reading after an answer that ends the connection. */
    private static void finish(Exchange x) {
        boolean read = x.discardRest();
        if (x.closes() || !read) {
            x.complete();
            if (read) x.connection().lastDone();
            throw new CloseConnectionException("the connection ends with this answer");
        }
        x.connection().requestDone();
    }

    private void route(Exchange x) throws Exception {
        switch (x.target().area()) {
            case QUEUE -> routes.queue().handle(x);
            case RUN -> routes.run().handle(x);
            case REST -> {
                if (x.target().is(".well-known", "jwks.json")) routes.site().handle(x);
                else routes.rest().handle(x);
            }
            case CDN -> routes.uploads().cdn(x);
            case UPLOAD -> routes.uploads().signed(x);
            case FILES -> {
                if (x.target().segments().size() > 3) routes.uploads().multipart(x);
                else routes.files().handle(x);
            }
            case PLATFORM -> routes.platform().handle(x);
            case SITE -> routes.site().handle(x);
        }
    }

    private Target target(ServerRequest request) {
        String host = header(request, "x-forwarded-host").orElseGet(request::authority);
        if (host.isEmpty()) host = "localhost";
        if (!HOST.matcher(host).matches()) { throw Failure.badRequest("The Host header is not a host name."); }
        // a proxy that the public address stands for ends TLS for all of its names
        String scheme = header(request, "x-forwarded-proto").filter(p -> p.equals("http") || p.equals("https"))
                .or(() -> config.network().publicUrl().map(URI::getScheme)).orElse("http");
        boolean byHost = Area.ofHost(host, domain).isPresent();
        String origin = config.network().publicUrl().filter(_ -> !byHost).map(URI::toString)
                .map(url -> url.replaceFirst("/+$", "")).orElse(scheme + "://" + host);
        return Target.of(host, domain, request.prologue().uriPath().rawPath(), request.prologue().query().rawValue(),
                new Addresses(origin, byHost, scheme, host));
    }

    /** A header that a trusted proxy in front of this server sets; of a chain of proxies the outermost one's. */
    private Optional<String> header(ServerRequest request, String name) {
        return config.network().trustForwarded()
                ? request.headers().first(HeaderNames.create(name)).map(all -> all.split(",", 2)[0].strip())
                : Optional.empty();
    }

    private static void answer(Exchange x, String id, Throwable e) {
        if (e instanceof CloseConnectionException close) throw close;
        Failure failure = failure(x, id, e);
        if (x.sent()) throw new CloseConnectionException("answer broken off", e);
        x.fail(failure);
    }

    private static Failure failure(Exchange x, String id, Throwable e) {
        Throwable cause = e instanceof UncheckedIOException io && io.getCause() != null ? io.getCause() : e;
        if (cause instanceof Failure failure) return failure;
        if (FullDisk.caused(e)) return Space.full();
        if (cause instanceof UnavailableException) {
            LOG.log(Level.WARNING, "request {0}: {1}", id, cause.getMessage());
            return Failure.flat(503, "storage_unavailable", "The files cannot be reached for now. Try again soon.")
                    .header("retry-after", "2").header("x-fal-needs-retry", "1");
        }
        boolean gone = x.sent() && (cause instanceof IOException || cause instanceof SocketWriterException);
        if (!gone) LOG.log(Level.ERROR, "request " + id + " failed", e);
        return internal();
    }

    /** The list form of an error that is this program's fault. */
    private static Failure internal() {
        String message = "Internal server error";
        return new Failure(500,
                Json.map("detail",
                        List.of(Json.map("loc", List.of("body"), "msg", message, "type", "internal_server_error",
                                "url", "https://docs.fal.ai/errors/#internal_server_error")),
                        "message", message),
                Map.of("x-fal-retryable", "true"));
    }
}
