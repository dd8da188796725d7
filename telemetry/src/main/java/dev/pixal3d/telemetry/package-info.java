// SPDX-License-Identifier: MIT
/**
 * Sends the spans of requests to a collector, over OpenTelemetry's protocol: the one implementation of
 * {@link dev.pixal3d.server.trace.Traces} that tells anybody, found by its registration when a server is told to; the
 * only place that knows OpenTelemetry. Begin at {@link dev.pixal3d.telemetry.OtlpTraces}.
 */
@NullMarked
package dev.pixal3d.telemetry;

import org.jspecify.annotations.NullMarked;
