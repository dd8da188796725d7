// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import io.helidon.common.buffers.DataReader;
import io.helidon.webserver.ConnectionContext;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;

/**
 * The other end of a connection. Helidon reports a caller that left only on the next write; a synchronous run has
 * nothing to write for minutes, so it reads instead. The connection must be closed after the answer, because the watch
 * may have taken bytes of a next request.
 */
final class Peer {
    private final ConnectionContext connection;

    Peer(ConnectionContext connection) { this.connection = connection; }

    /** Starts a thread that runs {@code gone} once the caller closes the connection. */
    void watch(Runnable gone) {
        Thread.ofVirtual().name("peer-watch").start(() -> {
            if (left(connection.dataReader())) gone.run();
        });
    }

    /** Blocks until bytes come (false) or the caller leaves (true). */
    private static boolean left(DataReader reader) {
        while (true) {
            try {
                reader.ensureAvailable();
                return false;
            } catch (UncheckedIOException e) {
                if (!(e.getCause() instanceof SocketTimeoutException)) return true;
            } catch (RuntimeException _) {
                return true;
            }
        }
    }
}
