// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.trace.Traces;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Spans over OTLP and HTTP. Whether a trace is told is decided by who began it: a caller's {@code traceparent} says so
 * in its flag, and a trace that begins here is told whole; thinning out is the collector's business, which sees whole
 * traces.
 */
final class OtlpTraces implements Traces {
    private static final String PATH = "/v1/traces";
    private static final Duration ANSWER = Duration.ofSeconds(10);
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** The longest that a stop waits for the collector. */
    private static final Duration LAST = Duration.ofSeconds(5);
    /** Says with a stack trace each time what {@link SpanOutbox} says once; held, or its level would be forgotten. */
    private static final Logger THEIRS = Logger.getLogger("io.opentelemetry");

    private static final TextMapGetter<Map<String, String>> HEADERS = (headers, name) -> headers == null
            ? null
            : headers.get(name);

    private final W3CTraceContextPropagator propagator = W3CTraceContextPropagator.getInstance();
    private final SpanOutbox outbox;
    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * @param headers
     *            that the collector wants
     */
    OtlpTraces(ServerConfig.Telemetry telemetry, String service, Map<String, String> headers) {
        THEIRS.setLevel(Level.OFF);
        String address = telemetry.collector().toString().replaceFirst("/+$", "") + PATH;
        outbox = new SpanOutbox(OtlpHttpSpanExporter.builder().setEndpoint(address).setHeaders(() -> headers)
                .setCompression("gzip").setTimeout(ANSWER).setConnectTimeout(CONNECT).build());
        provider = SdkTracerProvider.builder().setResource(resource(service, telemetry.version()))
                .addSpanProcessor(outbox).build();
        tracer = provider.get("dev.pixal3d", telemetry.version());
    }

    private static Resource resource(String service, String version) {
        return Resource.getDefault().merge(Resource.create(Attributes.builder().put("service.name", service)
                .put("service.version", version).put("service.instance.id", UUID.randomUUID().toString())
                .put("host.name", host()).build()));
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    @Override
    public Traces.Span begin(Kind kind, String name, Map<String, String> parent, Instant start) {
        return new Told(tracer.spanBuilder(name).setSpanKind(kind(kind)).setStartTimestamp(start)
                .setParent(propagator.extract(Context.root(), parent, HEADERS)).startSpan());
    }

    private static SpanKind kind(Kind kind) {
        return switch (kind) {
            case SERVER -> SpanKind.SERVER;
            case CLIENT -> SpanKind.CLIENT;
            case CONSUMER -> SpanKind.CONSUMER;
            case INTERNAL -> SpanKind.INTERNAL;
        };
    }

    @Override
    public long lost() { return outbox.lost(); }

    @Override
    public void close() { outbox.close(LAST); }

    private final class Told implements Traces.Span {
        private final io.opentelemetry.api.trace.Span span;

        Told(io.opentelemetry.api.trace.Span span) { this.span = span; }

        @Override
        public Map<String, String> context() {
            Map<String, String> headers = new HashMap<>();
            propagator.inject(Context.root().with(span), headers,
                    (into, name, value) -> {
                        if (into != null) into.put(name.toLowerCase(Locale.ROOT), value);
                    });
            return headers;
        }

        @Override
        public Traces.Span with(String attribute, String value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Traces.Span with(String attribute, long value) {
            span.setAttribute(attribute, value);
            return this;
        }

        @Override
        public Traces.Span failed(String type) {
            span.setAttribute("error.type", type);
            span.setStatus(StatusCode.ERROR);
            return this;
        }

        @Override
        public void end(Instant time) { span.end(time); }
    }
}
