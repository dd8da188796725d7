// SPDX-License-Identifier: MIT
package dev.pixal3d.server.trace;

import dev.pixal3d.server.config.ServerConfig;

/** Makes what sends spans; found through {@link java.util.ServiceLoader} when a server is told to send any. */
public interface TracesFactory {
    /**
     * Begins to send.
     *
     * @param service
     *            the name of what sends, e.g. {@code pixal3d-node}
     */
    Traces open(ServerConfig.Telemetry telemetry, String service);
}
