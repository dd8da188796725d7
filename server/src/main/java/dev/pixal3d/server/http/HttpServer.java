// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import dev.pixal3d.server.config.Capacity;
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
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
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

    private static final Logger LOG = System.getLogger(HttpServer.class.getName());

    private final WebServer server;
    private final Connections connections;
    private final String host;

    public HttpServer(ServerConfig config, Capacity capacity, Handler handler) {
        @SuppressWarnings("ThreadLocalUsage") // one a server, for its threads only
        ThreadLocal<ConnectionPump> connection = new ThreadLocal<>();
        Http1ConnectionListener remember = new Http1ConnectionListener() {
            @Override
            public void prologue(ConnectionContext context, HttpPrologue prologue) {
                if (context instanceof PumpedConnections.Context pumped) connection.set(pumped.pump());
            }
        };
        int headerBytes = config.limits().headerBytes();
        Http1Config http = Http1Config.builder().maxHeadersSize(headerBytes).maxPrologueLength(headerBytes)
                .addReceiveListener(remember).build();
        DirectHandlers.Builder errors = DirectHandlers.builder();
        for (EventType type : EventType.values()) errors.addHandler(type, new TransportErrors(connection));
        host = config.network().host();
        connections = new Connections(capacity.connections());
        server = WebServer.builder().host(host).port(config.network().port()).shutdownHook(false)
                .shutdownGracePeriod(config.timing().drain()).maxPayloadSize(-1)
                .maxTcpConnections(capacity.connections()).useNio(false).protocolsDiscoverServices(false)
                .featuresDiscoverServices(false)
                .connectionOptions(SocketOptions.builder().tcpNoDelay(true).build())
                .addConnectionSelector(new PumpedConnections(Http1ConnectionSelector.builder().config(http).build(),
                        connections, 3 * headerBytes, config.timing().idle()))
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

    /**
     * Whether new connections are taken. Helidon ends its listener for good when a connection cannot be accepted and
     * tells nobody, so this knocks: refused means that nobody listens; no other failure says so.
     */
    public boolean alive() {
        boolean everywhere = host.equals("0.0.0.0") || host.equals("::");
        try (Socket knock = new Socket()) {
            knock.connect(new InetSocketAddress(everywhere ? "localhost" : host, port()), 1000);
            return connections.alive();
        } catch (ConnectException _) {
            return false;
        } catch (IOException _) {
            return connections.alive();
        }
    }

    /** Refuses new connections and waits for answers in flight as long as configured. */
    public void stop() {
        server.stop();
        connections.close();
    }

    /** The whole answer to a request whose head does not come to its end. */
    static byte[] tooSlow() {
        Failure failure = Failure.flat(408, "request_timeout", "The request came too slowly. Send it again.");
        byte[] body = Json.bytes(failure.body());
        byte[] head = ("HTTP/1.1 408 Request Timeout\r\ncontent-type: application/json\r\nconnection: close\r\n"
                + "access-control-allow-origin: *\r\nx-fal-error-type: request_timeout\r\nx-fal-request-id: "
                + UUID.randomUUID() + "\r\ncontent-length: " + body.length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /**
     * What Helidon answers itself: requests that are not HTTP, too long lines and headers. Handlers answer their own
     * faults, so one that comes here from a handler is ours, and is logged.
     */
    private record TransportErrors(ThreadLocal<ConnectionPump> connection) implements DirectHandler {
        @Override
        public TransportResponse handle(TransportRequest request, EventType type, Status status,
                ServerResponseHeaders headers, @Nullable String message) {
            ConnectionPump pump = connection.get();
            boolean ours = type == EventType.INTERNAL_ERROR && pump != null && pump.handling();
            if (ours) LOG.log(Level.ERROR, "an answer failed: {0}", message);
            int code = ours ? 500 : status.code() >= 400 && status.code() < 500 ? status.code() : 400;
            Failure failure = ours
                    ? Failure.flat(500, "internal_server_error", "Internal server error")
                    : Failure.flat(code, "bad_request", "The request cannot be understood"
                            + (message == null ? "" : ": " + message));
            return TransportResponse.builder().status(Status.create(code)).headers(headers).keepAlive(false)
                    .header(HeaderNames.CONTENT_TYPE, "application/json")
                    .header(HeaderNames.create("x-fal-request-id"), UUID.randomUUID().toString())
                    .header(HeaderNames.create("access-control-allow-origin"), "*")
                    .header(HeaderNames.create("x-fal-error-type"), String.valueOf(failure.body().get("error_type")))
                    .entity(Json.bytes(failure.body())).build();
        }
    }
}
