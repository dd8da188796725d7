// SPDX-License-Identifier: MIT
package dev.pixal3d.server.app;

import dev.pixal3d.server.config.ServerConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/** A server that is being put together: what is open so far, so that a start that fails leaves nothing behind. */
final class Starting {
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** For what listens nowhere, or says later where. */
    Starting() {}

    /** Fails when the port is taken, before anything is made or stored. */
    Starting(ServerConfig.Network network) throws IOException {
        if (network.port() == 0) return;
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(network.host(), network.port()));
        } catch (IOException | IllegalArgumentException e) {
            throw noPort(network);
        }
    }

    static IOException noPort(ServerConfig.Network network) {
        return new IOException("server: cannot listen on %s, port %d. Choose another port, or stop what uses it."
                .formatted(network.host(), network.port()));
    }

    <T extends AutoCloseable> T opened(T part) {
        opened.add(part);
        return part;
    }

    /** Closes all, last opened first. */
    void undo(Exception cause) {
        for (AutoCloseable part : opened.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                cause.addSuppressed(e);
            }
        }
    }
}
