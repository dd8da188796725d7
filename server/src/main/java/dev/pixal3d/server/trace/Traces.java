// SPDX-License-Identifier: MIT
package dev.pixal3d.server.trace;

import dev.pixal3d.core.Problem;
import dev.pixal3d.server.config.ServerConfig;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Where spans go. Names and attributes follow OpenTelemetry's semantic conventions; no attribute holds what a caller
 * sent or a key, nor a path of this machine. Thread-safe; no call waits or fails, whatever becomes of the spans.
 */
public interface Traces extends AutoCloseable {
    /** Tells nobody. */
    Traces NONE = new Traces() {
        @Override
        public Span begin(Kind kind, String name, Map<String, String> parent, Instant start) { return Span.NONE; }

        @Override
        public long lost() { return 0; }

        @Override
        public void close() {}
    };

    /** Which side of a hop a span is. */
    enum Kind {
        SERVER,
        CLIENT,
        /** Works on what waited in a queue. */
        CONSUMER,
        INTERNAL
    }

    /** Something that takes time. For one thread at a time. */
    interface Span {
        /** Is told to nobody. */
        Span NONE = new Span() {
            @Override
            public Map<String, String> context() { return Map.of(); }

            @Override
            public Span with(String attribute, String value) { return this; }

            @Override
            public Span with(String attribute, long value) { return this; }

            @Override
            public Span failed(String type) { return this; }

            @Override
            public void end(Instant time) {}
        };

        /** What makes other spans parts of this one: the headers of W3C's Trace Context. */
        Map<String, String> context();

        Span with(String attribute, String value);

        Span with(String attribute, long value);

        /**
         * Marks it as failed.
         *
         * @param type
         *            of the error, one of few
         */
        Span failed(String type);

        void end(Instant time);

        default void end() { end(Instant.now()); }
    }

    /**
     * Begins a span.
     *
     * @param name
     *            one of few
     * @param parent
     *            the context of what it is a part of; without one it begins a trace
     */
    Span begin(Kind kind, String name, Map<String, String> parent, Instant start);

    /** Begins a span now. */
    default Span begin(Kind kind, String name, Map<String, String> parent) {
        return begin(kind, name, parent, Instant.now());
    }

    /** How many spans nobody will ever see, because the collector was away or slow. */
    long lost();

    /** Sends what is left, for a few seconds at most. */
    @Override
    void close();

    /** Sends where the configuration says. */
    static Traces of(Optional<ServerConfig.Telemetry> telemetry, String service) {
        if (telemetry.isEmpty()) return NONE;
        return ServiceLoader.load(TracesFactory.class, Traces.class.getClassLoader()).findFirst()
                .orElseThrow(() -> Problem.usage("--telemetry: this build of the program has no telemetry. "
                        + "Leave the option out, or use a whole build.").exception())
                .open(telemetry.get(), service);
    }
}
