// SPDX-License-Identifier: MIT
package dev.pixal3d.server.ops;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;

/**
 * Counters, gauges and histograms in Prometheus' text format. A registry of our own because a dozen series need no
 * library. Names carry their unit; labels come as name, value pairs and must have few values. Thread-safe.
 */
public final class Metrics {
    private static final double[] BOUNDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300,
            600, 1800, 3600};

    private final Map<String, Map<String, LongAdder>> counters = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Histogram>> histograms = new ConcurrentHashMap<>();
    private final Map<String, Map<String, DoubleSupplier>> gauges = new ConcurrentHashMap<>();

    /** Observations by upper bound. */
    private static final class Histogram {
        private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
        private final DoubleAdder sum = new DoubleAdder();

        Histogram() { for (int i = 0; i < buckets.length; i++) buckets[i] = new LongAdder(); }

        void add(double value) {
            int i = 0;
            while (i < BOUNDS.length && value > BOUNDS[i]) i++;
            buckets[i].increment();
            sum.add(value);
        }
    }

    public void count(String name, String... labels) {
        counters.computeIfAbsent(name, _ -> new ConcurrentHashMap<>()).computeIfAbsent(labels(labels),
                _ -> new LongAdder()).increment();
    }

    public void observe(String name, double value, String... labels) {
        histograms.computeIfAbsent(name, _ -> new ConcurrentHashMap<>()).computeIfAbsent(labels(labels),
                _ -> new Histogram()).add(value);
    }

    /** A value that is read when somebody looks. */
    public void gauge(String name, DoubleSupplier value, String... labels) {
        gauges.computeIfAbsent(name, _ -> new ConcurrentHashMap<>()).put(labels(labels), value);
    }

    public String text() {
        StringBuilder out = new StringBuilder(8192);
        new TreeMap<>(counters).forEach((name, series) -> {
            out.append("# TYPE ").append(name).append(" counter\n");
            new TreeMap<>(series).forEach((labels, value) -> line(out, name, labels, value.sum()));
        });
        new TreeMap<>(gauges).forEach((name, series) -> {
            out.append("# TYPE ").append(name).append(" gauge\n");
            new TreeMap<>(series).forEach((labels, value) -> line(out, name, labels, value.getAsDouble()));
        });
        new TreeMap<>(histograms).forEach((name, series) -> {
            out.append("# TYPE ").append(name).append(" histogram\n");
            new TreeMap<>(series).forEach((labels, histogram) -> buckets(out, name, labels, histogram));
        });
        return out.toString();
    }

    private static void buckets(StringBuilder out, String name, String labels, Histogram histogram) {
        long count = 0;
        String more = labels.isEmpty() ? "" : labels + ",";
        for (int i = 0; i <= BOUNDS.length; i++) {
            count += histogram.buckets[i].sum();
            String bound = i < BOUNDS.length ? Double.toString(BOUNDS[i]) : "+Inf";
            line(out, name + "_bucket", more + "le=\"" + bound + "\"", count);
        }
        line(out, name + "_sum", labels, histogram.sum.sum());
        line(out, name + "_count", labels, count);
    }

    private static void line(StringBuilder out, String name, String labels, double value) {
        out.append(name);
        if (!labels.isEmpty()) out.append('{').append(labels).append('}');
        out.append(' ');
        if (value == Math.rint(value) && Math.abs(value) < 1e15) out.append((long) value);
        else out.append(value);
        out.append('\n');
    }

    private static String labels(String... pairs) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            if (i > 0) text.append(',');
            String value = pairs[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
            text.append(pairs[i]).append("=\"").append(value).append('"');
        }
        return text.toString();
    }
}
