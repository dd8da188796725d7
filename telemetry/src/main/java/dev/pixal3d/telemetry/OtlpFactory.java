// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.trace.Traces;
import dev.pixal3d.server.trace.TracesFactory;

/** Sends spans over OTLP; what the collector wants to see beside them comes from the environment. */
public final class OtlpFactory implements TracesFactory {
    @Override
    public Traces open(ServerConfig.Telemetry telemetry, String service) {
        return new OtlpTraces(telemetry, service, CollectorHeaders.of(System.getenv()));
    }
}
