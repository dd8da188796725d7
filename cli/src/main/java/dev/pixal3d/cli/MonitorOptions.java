// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.server.config.ServerConfig;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where monitors ask a server or a node. */
final class MonitorOptions {
    @Option(names = "--metrics-port", paramLabel = "N",
            description = "Answer /metrics and /health on this port and no metrics on --port; 0 picks a free one. "
                    + "Default: a server answers both on --port, to everybody who reaches it, a node neither.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--metrics-host", paramLabel = "ADDRESS",
            description = "Address of --metrics-port; 0.0.0.0 for all. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    /** A configuration with what was said of monitors. */
    ServerConfig of(ServerConfig config) {
        OptionRange.check("--metrics-port", port.orElse(0), 0, 65535);
        return port.isEmpty() ? config : config.with(new ServerConfig.Monitor(host, port.get()));
    }
}
