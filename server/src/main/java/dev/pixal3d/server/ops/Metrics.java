// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * What monitors read: this service's counters, gauges and histograms, and those of its JVM, in Prometheus' text format.
 * Thread-safe.
 */
public final class Metrics {
    /** The format's media type. */
    public static final String MEDIA_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
            600, 1800, 3600};

    /** What is counted. */
    public enum Count {
        HTTP_REQUESTS("pixal3d_http_requests", "HTTP requests answered.", "area", "status"),
        REQUESTS_ENDED("pixal3d_requests_ended", "Requests of the queue that ended, with a worker or without.",
                "outcome", "reason"),
        RUNS_LOST("pixal3d_runs_lost", "Attempts that were lost with their worker or released.", "reason"),
        WORKER_FAILURES("pixal3d_worker_failures", "What went wrong with workers beside the runs."),
        WEBHOOKS("pixal3d_webhooks", "Webhooks by what became of them.", "outcome");

        private final String name;
        private final String help;
        private final String[] labels;

        Count(String name, String help, String... labels) {
            this.name = name;
            this.help = help;
            this.labels = labels;
        }
    }

    /** What is timed, in seconds. */
    public enum Time {
        HTTP_REQUEST("pixal3d_http_request_seconds", "From an HTTP request's head to the end of its answer.", "area"),
        WAIT("pixal3d_wait_seconds", "From a request's submission to the start of its attempt."),
        STAGE("pixal3d_stage_seconds", "A run's stages.", "stage"),
        RUN("pixal3d_run_seconds", "Runs that ended.");

        private final String name;
        private final String help;
        private final String[] labels;

        Time(String name, String help, String... labels) {
            this.name = name;
            this.help = help;
            this.labels = labels;
        }
    }

    /** A value of a gauge with a label. */
    public record Labelled(String label, double value) {}

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final AtomicBoolean jvm = new AtomicBoolean();
    private final Map<Count, Counter> counters = new EnumMap<>(Count.class);
    private final Map<Time, Histogram> histograms = new EnumMap<>(Time.class);

    /** The text format has no exemplars, and looking for them loads OpenTelemetry. */
    public Metrics() {
        for (Count count : Count.values()) {
            counters.put(count, Counter.builder().name(count.name).help(count.help).labelNames(count.labels)
                    .withoutExemplars().register(registry));
        }
        for (Time time : Time.values()) {
            histograms.put(time, Histogram.builder().name(time.name).help(time.help).labelNames(time.labels)
                    .classicOnly().classicUpperBounds(SECONDS).withoutExemplars().register(registry));
        }
    }

    /** Those that cost little; native memory asks the JVM for a report of its own, which takes half a second. */
    private void registerJvm() {
        JvmMemoryMetrics.builder().register(registry);
        JvmGarbageCollectorMetrics.builder().register(registry);
        JvmThreadsMetrics.builder().register(registry);
        JvmClassLoadingMetrics.builder().register(registry);
        JvmBufferPoolMetrics.builder().register(registry);
        ProcessMetrics.builder().register(registry);
    }

    /**
     * Counts one.
     *
     * @param labels
     *            values of the counter's labels, each of few different ones
     */
    public void count(Count what, String... labels) {
        Counter counter = counters.get(what);
        if (counter == null) throw new IllegalStateException(what + " is not registered");
        if (labels.length == 0) counter.inc();
        else counter.labelValues(labels).inc();
    }

    /** As {@link #count}. */
    public void observe(Time what, double seconds, String... labels) {
        Histogram histogram = histograms.get(what);
        if (histogram == null) throw new IllegalStateException(what + " is not registered");
        if (labels.length == 0) histogram.observe(seconds);
        else histogram.labelValues(labels).observe(seconds);
    }

    /** A count that somebody else keeps, read when somebody looks. */
    public void counter(String name, String help, DoubleSupplier value) {
        CounterWithCallback.builder().name(name).help(help).callback(counter -> counter.call(value.getAsDouble()))
                .register(registry);
    }

    /** A value that is read when somebody looks. */
    public void gauge(String name, String help, DoubleSupplier value) {
        GaugeWithCallback.builder().name(name).help(help).callback(gauge -> gauge.call(value.getAsDouble()))
                .register(registry);
    }

    /** Values of one label that are read when somebody looks. */
    public void gauge(String name, String help, String label, Supplier<Collection<Labelled>> values) {
        GaugeWithCallback.builder().name(name).help(help).labelNames(label)
                .callback(gauge -> values.get().forEach(v -> gauge.call(v.value(), v.label()))).register(registry);
    }

    public String text() {
        // the JVM counts anyway; a server that nobody monitors need not load this when it starts
        if (!jvm.getAndSet(true)) registerJvm();
        ByteArrayOutputStream out = new ByteArrayOutputStream(16384);
        try {
            PrometheusTextFormatWriter.create().write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
