// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceResponse;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;

/** A collector of traces: OTLP over HTTP, as any other speaks it. */
public final class Collector implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Told> spans = new ArrayList<>();
    private final List<Map<String, List<String>>> headers = new ArrayList<>();
    private final CountDownLatch mayAnswer;

    /**
     * A span as it came.
     *
     * @param service
     *            what sent it
     * @param parent
     *            id of the span it is a part of; empty text when it begins a trace
     */
    public record Told(String service, String trace, String id, String parent, String name, Span.SpanKind kind,
            Map<String, String> attributes, boolean failed, long start, long end) {}

    private Collector(int port, CountDownLatch mayAnswer) throws IOException {
        this.mayAnswer = mayAnswer;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/v1/traces", this::take);
        server.setExecutor(threads);
        server.start();
    }

    /** On a free port. */
    public static Collector start() throws IOException {
        return new Collector(0, new CountDownLatch(0));
    }

    /** On a port that was free before. */
    public static Collector start(int port) throws IOException {
        return new Collector(port, new CountDownLatch(0));
    }

    /** One that reads and says nothing until it is closed. */
    public static Collector silent() throws IOException {
        return new Collector(0, new CountDownLatch(1));
    }

    public URI url() { return URI.create("http://127.0.0.1:" + server.getAddress().getPort()); }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange; GZIPInputStream in = new GZIPInputStream(exchange.getRequestBody())) {
            ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(in);
            mayAnswer.await();
            keep(exchange.getRequestHeaders(), request);
            byte[] answer = ExportTraceServiceResponse.getDefaultInstance().toByteArray();
            exchange.getResponseHeaders().set("content-type", "application/x-protobuf");
            exchange.sendResponseHeaders(200, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private synchronized void keep(Map<String, List<String>> with, ExportTraceServiceRequest request) {
        headers.add(Map.copyOf(with));
        for (ResourceSpans of : request.getResourceSpansList()) {
            String service = values(of.getResource().getAttributesList()).getOrDefault("service.name", "");
            of.getScopeSpansList()
                    .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(told(service, span))));
        }
        notifyAll();
    }

    private static Told told(String service, Span span) {
        HexFormat hex = HexFormat.of();
        return new Told(service, hex.formatHex(span.getTraceId().toByteArray()),
                hex.formatHex(span.getSpanId().toByteArray()), hex.formatHex(span.getParentSpanId().toByteArray()),
                span.getName(), span.getKind(), values(span.getAttributesList()),
                span.getStatus().getCodeValue() == 2, span.getStartTimeUnixNano(), span.getEndTimeUnixNano());
    }

    private static Map<String, String> values(List<KeyValue> attributes) {
        Map<String, String> values = new HashMap<>();
        for (KeyValue pair : attributes) {
            AnyValue value = pair.getValue();
            values.put(pair.getKey(),
                    value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue());
        }
        return values;
    }

    /** What has come so far. */
    public synchronized List<Told> spans() { return List.copyOf(spans); }

    /** The headers of the calls so far. */
    public synchronized List<Map<String, List<String>>> headers() {
        return List.copyOf(headers);
    }

    /** Waits until what has come is as wanted, with a bound that only a broken sender reaches. */
    public synchronized List<Told> await(Predicate<List<Told>> wanted) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!wanted.test(spans)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) throw new AssertionError("did not come within 60 s; there are " + spans);
            wait(left);
        }
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        mayAnswer.countDown();
        server.stop(0);
        threads.close();
    }
}
