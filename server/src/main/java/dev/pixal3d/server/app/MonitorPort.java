// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.config.Capacity;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.http.ConnectionPump;
import dev.pixal3d.server.http.HttpServer;
import dev.pixal3d.server.http.Json;
import dev.pixal3d.server.ops.Health;
import dev.pixal3d.server.ops.Metrics;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** What monitors ask on a port of its own: health and metrics, and nothing else. */
final class MonitorPort implements HttpServer.Handler {
    private static final String JSON = "application/json";

    private final Health health;
    private final Metrics metrics;

    private MonitorPort(Health health, Metrics metrics) {
        this.health = health;
        this.metrics = metrics;
    }

    /**
     * Listens where the configuration says, if it does.
     *
     * @param starting
     *            of which the listener becomes a part
     * @throws IOException
     *             when the port is taken
     */
    static Optional<HttpServer> start(ServerConfig config, Capacity capacity, Health health, Metrics metrics,
            Starting starting) throws IOException {
        if (config.monitor().isEmpty()) return Optional.empty();
        ServerConfig.Monitor place = config.monitor().get();
        ServerConfig.Network network = new ServerConfig.Network(place.host(), place.port(), Optional.empty(),
                config.network().trustForwarded());
        HttpServer server = new HttpServer(config.with(network), capacity, new MonitorPort(health, metrics));
        starting.opened((AutoCloseable) server::stop);
        if (!server.start()) throw Starting.noPort(network);
        return Optional.of(server);
    }

    @Override
    public void handle(ServerRequest request, ServerResponse response, ConnectionPump connection) {
        connection.handling(true);
        switch (request.prologue().uriPath().rawPath()) {
            case "/health/live" -> send(response, 200, JSON, Json.bytes(Map.of("status", "ok")));
            case "/health", "/health/ready" -> {
                Health.Report report = health.report();
                send(response, report.ready() ? 200 : 503, JSON, Json.bytes(report.json()));
            }
            case "/metrics" ->
                send(response, 200, Metrics.MEDIA_TYPE, metrics.text().getBytes(StandardCharsets.UTF_8));
            default -> send(response, 404, JSON,
                    Json.bytes(Map.of("detail", "This port answers /health/live, /health/ready and /metrics only.")));
        }
        connection.handling(false);
        connection.requestDone();
    }

    private static void send(ServerResponse response, int status, String type, byte[] body) {
        response.status(Status.create(status)).header(HeaderNames.CONTENT_TYPE, type).send(body);
    }
}
