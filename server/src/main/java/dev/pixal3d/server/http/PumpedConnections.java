// SPDX-License-Identifier: MIT
package dev.pixal3d.server.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.ProxyProtocolData;
import io.helidon.webserver.Router;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/** Helidon's HTTP/1.1 with a {@link ConnectionPump} and a {@link PumpedWriter} between each connection and it. */
final class PumpedConnections implements ServerConnectionSelector {
    /** The rest of a request that was refused early comes without pauses. */
    private static final Duration LULL = Duration.ofMillis(100);

    private final Http1ConnectionSelector http;
    private final Connections connections;
    private final int headBytes;
    private final Duration silence;

    PumpedConnections(Http1ConnectionSelector http, Connections connections, int headBytes, Duration silence) {
        this.http = http;
        this.connections = connections;
        this.headBytes = headBytes;
        this.silence = silence;
    }

    @Override
    public int bytesToIdentifyConnection() { return 0; }

    /** At once and for everything, so that the time limit covers the first byte too. */
    @Override
    public Support supports(BufferData data) { return Support.SUPPORTED; }

    @Override
    public Set<String> supportedApplicationProtocols() { return http.supportedApplicationProtocols(); }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        ConnectionPump pump = new ConnectionPump(new Socket(context), headBytes, silence);
        Connections.Open open = new Connections.Open(pump, new PumpedWriter(context.dataWriter(), pump));
        ServerConnection connection = http
                .connection(new Context(context, pump, DataReader.create(pump), open.writer()));
        connections.add(open);
        return new Connection(connection, open, connections);
    }

    /** Helidon's side of a connection. */
    private record Socket(ConnectionContext context) implements ConnectionPump.Wire {
        @Override
        public DataReader in() { return context.dataReader(); }

        @Override
        public String authority() { return context.localPeer().host() + ":" + context.localPeer().port(); }

        @Override
        public void send(byte[] bytes) { context.dataWriter().writeNow(BufferData.create(bytes)); }

        @Override
        public void cut() { context.serverSocket().close(); }
    }

    /** A connection that ends its pump. */
    private record Connection(ServerConnection connection, Connections.Open open, Connections all)
            implements
                ServerConnection,
                InterruptableTask<Void> {
        @Override
        public void handle(Limit limit) throws InterruptedException {
            try (ConnectionPump pump = open.pump()) {
                try {
                    connection.handle(limit);
                } finally {
                    pump.drain(LULL);
                }
            } finally {
                all.remove(open);
            }
        }

        @Override
        public Duration idleTime() { return connection.idleTime(); }

        @Override
        public void close(boolean interrupt) { connection.close(interrupt); }

        @Override
        public boolean canInterrupt() { return connection instanceof InterruptableTask<?> task && task.canInterrupt(); }

        @Override
        public Void call() { throw new UnsupportedOperationException("the connection is run by its listener"); }
    }

    /** A connection's context that reads and writes through the pump. */
    record Context(ConnectionContext context, ConnectionPump pump, DataReader dataReader, DataWriter dataWriter)
            implements
                ConnectionContext {
        @Override
        public ListenerContext listenerContext() { return context.listenerContext(); }

        @Override
        public ExecutorService executor() { return context.executor(); }

        @Override
        public Router router() { return context.router(); }

        @Override
        public Optional<ProxyProtocolData> proxyProtocolData() { return context.proxyProtocolData(); }

        @Override
        public HelidonSocket serverSocket() { return context.serverSocket(); }

        @Override
        public PeerInfo remotePeer() { return context.remotePeer(); }

        @Override
        public PeerInfo localPeer() { return context.localPeer(); }

        @Override
        public boolean isSecure() { return context.isSecure(); }

        @Override
        public String socketId() { return context.socketId(); }

        @Override
        public String childSocketId() { return context.childSocketId(); }
    }
}
