// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.config.ServerConfig;
import java.net.URI;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where monitors ask a server or a node, and whom it tells of requests. */
final class MonitorOptions {
    @Option(names = "--metrics-port", paramLabel = "N",
            description = "Answer /metrics and /health on this port and no metrics on --port; 0 picks a free one. "
                    + "Default: a server answers both on --port, to everybody who reaches it, a node neither.")
    private Optional<Integer> port = Optional.empty();

    @Option(names = "--metrics-host", paramLabel = "ADDRESS",
            description = "Address of --metrics-port; 0.0.0.0 for all. Default: 127.0.0.1.")
    private String host = "127.0.0.1";

    @Option(names = "--telemetry", paramLabel = "URL",
            description = "Send traces of requests to this collector over OpenTelemetry's protocol (OTLP over HTTP), "
                    + "e.g. http://collector:4318; headers that it wants, such as a token, come from "
                    + "$OTEL_EXPORTER_OTLP_HEADERS. Default: to nobody.")
    private String telemetry = "";

    /** A configuration with what was said of monitors. */
    ServerConfig of(ServerConfig config) {
        OptionRange.check("--metrics-port", port.orElse(0), 0, 65535);
        ServerConfig told = telemetry.isBlank()
                ? config
                : config.with(new ServerConfig.Telemetry(collector(telemetry), Build.ofProgram().version()));
        return port.isEmpty() ? told : told.with(new ServerConfig.Monitor(host, port.get()));
    }

    /** A wrong one is not repeated: it may hold a secret. */
    private static URI collector(String text) {
        return UrlOption.http(text)
                .filter(url -> url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null
                        && url.getFragment() == null)
                .orElseThrow(() -> Problem.usage("--telemetry: is no http(s) URL of a host and at most a path. Write "
                        + "it like http://collector:4318, and secrets in $OTEL_EXPORTER_OTLP_HEADERS.").exception());
    }
}
