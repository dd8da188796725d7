// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import io.helidon.common.socket.SocketOptions;
import io.helidon.http.DirectHandler;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.DirectHandler.TransportRequest;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpPrologue;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.time.Duration;
import java.util.UUID;

/**
 * Helidon's web server with its limits set and its own answers put into our form. Everything above sees only
 * {@link Exchange}. Each connection has a virtual thread, so handlers may block.
 */
final class HttpServer {
    /** What answers every request. */
    interface Handler {
        void handle(ServerRequest request, ServerResponse response, Peer peer);
    }

    private final WebServer server;

    HttpServer(ServerConfig config, Handler handler) {
        ThreadLocal<ConnectionContext> connection = new ThreadLocal<>();
        Http1ConnectionListener remember = new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext context, HttpPrologue prologue) { connection.set(context); }
        };
        Duration idle = config.timing().idle();
        DirectHandlers.Builder errors = DirectHandlers.builder();
        for (EventType type : EventType.values()) errors.addHandler(type, new TransportErrors());
        server = WebServer.builder().host(config.network().host()).port(config.network().port()).shutdownHook(false)
                .shutdownGracePeriod(config.timing().drain()).maxPayloadSize(-1)
                .maxTcpConnections(config.limits().connections()).useNio(false).protocolsDiscoverServices(false)
                .featuresDiscoverServices(false).idleConnectionTimeout(idle)
                .connectionOptions(SocketOptions.builder().readTimeout(idle).tcpNoDelay(true).build())
                .addProtocol(Http1Config.builder().maxHeadersSize(config.limits().headerBytes())
                        .maxPrologueLength(config.limits().headerBytes())
                        .addReceiveListener(remember).build())
                .directHandlers(errors.build())
                .routing(routes -> routes.any((request, response) -> handler.handle(request, response,
                        new Peer(connection.get()))))
                .build();
    }

    void start() { server.start(); }

    int port() { return server.port(); }

    /** Refuses new connections and waits for answers in flight as long as configured. */
    void stop() { server.stop(); }

    /** What Helidon answers itself: requests that are not HTTP, too long lines and headers, faults of handlers. */
    private static final class TransportErrors implements DirectHandler {
        @Override
        public TransportResponse handle(TransportRequest request, EventType type, Status status,
                ServerResponseHeaders headers, String message) {
            int code = status.code() >= 400 ? status.code() : 400;
            String detail = code >= 500 && type == EventType.INTERNAL_ERROR
                    ? "Internal server error"
                    : "The request cannot be understood: " + message;
            Failure failure = Failure.flat(code, code >= 500 ? "internal_error" : "bad_request", detail);
            return TransportResponse.builder().status(Status.create(code)).headers(headers).keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.create("x-fal-request-id"), UUID.randomUUID().toString())
                    .header(HeaderNames.create("access-control-allow-origin"), "*")
                    .header(HeaderNames.create("x-fal-error-type"), String.valueOf(failure.body().get("error_type")))
                    .entity(Json.bytes(failure.body())).build();
        }
    }
}
