// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.server.config.ServerConfig;
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
import io.helidon.webserver.http1.Http1ConnectionSelector;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Helidon's web server with its limits set and its own answers put into our form. Everything above sees only
 * {@link Exchange}. Each connection has a virtual thread, so handlers may block.
 */
public final class HttpServer {
    /** What answers every request. */
    public interface Handler {
        void handle(ServerRequest request, ServerResponse response, ConnectionPump connection);
    }

    private final WebServer server;

    public HttpServer(ServerConfig config, Handler handler) {
        ThreadLocal<ConnectionPump> connection = new ThreadLocal<>();
        Http1ConnectionListener remember = new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext context, HttpPrologue prologue) {
                if (context instanceof PumpedConnections.Context pumped) connection.set(pumped.pump());
            }
        };
        Http1Config http = Http1Config.builder().maxHeadersSize(config.limits().headerBytes())
                .maxPrologueLength(config.limits().headerBytes()).addReceiveListener(remember).build();
        DirectHandlers.Builder errors = DirectHandlers.builder();
        for (EventType type : EventType.values()) errors.addHandler(type, new TransportErrors());
        server = WebServer.builder().host(config.network().host()).port(config.network().port()).shutdownHook(false)
                .shutdownGracePeriod(config.timing().drain()).maxPayloadSize(-1)
                .maxTcpConnections(config.limits().connections()).useNio(false).protocolsDiscoverServices(false)
                .featuresDiscoverServices(false)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addConnectionSelector(new PumpedConnections(
                        Http1ConnectionSelector.builder().config(http).build(), config.timing().idle()))
                .directHandlers(errors.build())
                .routing(routes -> routes
                        .any((request, response) -> handler.handle(request, response, connection.get())))
                .build();
    }

    /** Whether requests are answered now; Helidon logs why not. */
    public boolean start() {
        return server.start().isRunning();
    }

    public int port() { return server.port(); }

    /** Refuses new connections and waits for answers in flight as long as configured. */
    public void stop() { server.stop(); }

    /** What Helidon answers itself: requests that are not HTTP, too long lines and headers, faults of handlers. */
    private static final class TransportErrors implements DirectHandler {
        @Override
        public TransportResponse handle(TransportRequest request, EventType type, Status status,
                ServerResponseHeaders headers, @Nullable String message) {
            // handlers answer their own faults, so a fault that comes here is one of reading the request
            int code = status.code() >= 400 && status.code() < 500 ? status.code() : 400;
            String detail = "The request cannot be understood" + (message == null ? "" : ": " + message);
            Failure failure = Failure.flat(code, "bad_request", detail);
            return TransportResponse.builder().status(Status.create(code)).headers(headers).keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.create("x-fal-request-id"), UUID.randomUUID().toString())
                    .header(HeaderNames.create("access-control-allow-origin"), "*")
                    .header(HeaderNames.create("x-fal-error-type"), String.valueOf(failure.body().get("error_type")))
                    .entity(Json.bytes(failure.body())).build();
        }
    }
}
