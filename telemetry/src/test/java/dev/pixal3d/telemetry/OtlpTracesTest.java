// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pixal3d.core.ProblemException;
import dev.pixal3d.server.config.ServerConfig;
import dev.pixal3d.server.trace.Traces;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Spans on their way to a real collector, which may be slow or away. */
@Timeout(120)
class OtlpTracesTest {
    private static final String CALLERS = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final Instant THEN = Instant.ofEpochSecond(1_800_000_000);

    /** What a first span loads takes longer on a busy machine than a stop waits. */
    @BeforeAll
    static void load() throws Exception {
        try (Collector collector = Collector.start(); Traces traces = traces(collector.url())) {
            traces.begin(Traces.Kind.SERVER, "first", Map.of()).end();
            collector.await(spans -> !spans.isEmpty());
        }
    }

    private static Traces traces(URI collector) {
        return Traces.of(Optional.of(new ServerConfig.Telemetry(collector, "1.2")), "tests");
    }

    @Test
    void aTraceOfACallerGoesOn() throws IOException {
        try (Collector collector = Collector.start()) {
            try (Traces traces = traces(collector.url())) {
                Traces.Span outer = traces.begin(Traces.Kind.SERVER, "outer",
                        Map.of("traceparent", CALLERS, "tracestate", "vendor=a"), THEN).with("a", "b").with("n", 3);
                assertThat(outer.context().get("traceparent")).startsWith("00-4bf92f3577b34da6a3ce929d0e0e4736-")
                        .endsWith("-01");
                assertThat(outer.context().get("tracestate")).isEqualTo("vendor=a");
                traces.begin(Traces.Kind.CONSUMER, "inner", outer.context(), THEN.plusMillis(5)).failed("worse")
                        .end(THEN.plusMillis(7));
                outer.end(THEN.plusMillis(20));
                traces.begin(Traces.Kind.INTERNAL, "own", Map.of()).end();
            }
            assertThat(collector.spans()).extracting(Collector.Told::name).containsExactly("inner", "outer", "own");
            Collector.Told inner = collector.spans().get(0), outer = collector.spans().get(1),
                    own = collector.spans().get(2);
            assertThat(outer).returns("00f067aa0ba902b7", Collector.Told::parent)
                    .returns("4bf92f3577b34da6a3ce929d0e0e4736", Collector.Told::trace)
                    .returns(SpanKind.SPAN_KIND_SERVER, Collector.Told::kind).returns("tests", Collector.Told::service)
                    .returns(Map.of("a", "b", "n", "3"), Collector.Told::attributes)
                    .returns(false, Collector.Told::failed);
            assertThat(inner).returns(outer.id(), Collector.Told::parent).returns(outer.trace(), Collector.Told::trace)
                    .returns(SpanKind.SPAN_KIND_CONSUMER, Collector.Told::kind).returns(true, Collector.Told::failed)
                    .returns(Map.of("error.type", "worse"), Collector.Told::attributes)
                    .returns(1_800_000_000_005_000_000L, Collector.Told::start)
                    .returns(1_800_000_000_007_000_000L, Collector.Told::end);
            assertThat(own.parent()).isEmpty();
            assertThat(own.trace()).isNotEqualTo(outer.trace());
        }
    }

    /** They are in the environment that the build gives the tests. */
    @Test
    void theCollectorGetsTheHeadersOfTheEnvironment() throws IOException {
        try (Collector collector = Collector.start()) {
            try (Traces traces = traces(URI.create(collector.url() + "/"))) {
                traces.begin(Traces.Kind.SERVER, "one", Map.of()).end();
            }
            assertThat(collector.headers()).isNotEmpty().allSatisfy(headers -> assertThat(headers)
                    .containsEntry("Authorization", List.of("Bearer of tests"))
                    .containsEntry("X-tenant", List.of("traces")));
        }
    }

    @Test
    void headersThatAreNoneAreNotRepeated() {
        for (String wrong : List.of("secret", "=secret", "a b=secret", "a=%zzsecret", "a=secret%0a")) {
            assertThatThrownBy(() -> CollectorHeaders.of(Map.of("OTEL_EXPORTER_OTLP_HEADERS", wrong)))
                    .isInstanceOf(ProblemException.class).message().contains("$OTEL_EXPORTER_OTLP_HEADERS")
                    .doesNotContain("secret");
        }
        assertThat(CollectorHeaders.of(Map.of("OTEL_EXPORTER_OTLP_HEADERS", " A=b+c%2Fd , e==f,"))).isEqualTo(
                Map.of("a", "b+c/d", "e", "=f"));
    }

    @Test
    void whatACallerDoesNotWantToldIsNotTold() throws IOException {
        try (Collector collector = Collector.start()) {
            try (Traces traces = traces(collector.url())) {
                Traces.Span span = traces.begin(Traces.Kind.SERVER, "untold",
                        Map.of("traceparent", CALLERS.replaceAll("01$", "00")));
                assertThat(span.context().get("traceparent")).as("nor by others").endsWith("-00");
                span.end();
                traces.begin(Traces.Kind.SERVER, "told", Map.of("traceparent", "nonsense")).end();
                assertThat(traces.lost()).isZero();
            }
            assertThat(collector.spans()).singleElement().returns("told", Collector.Told::name)
                    .returns("", Collector.Told::parent);
        }
    }

    @Test
    void aCollectorThatIsAwayLosesSpansAndNothingElse() throws Exception {
        URI address;
        try (Collector collector = Collector.start()) {
            address = collector.url();
        }
        try (Traces traces = traces(address)) {
            int count = SpanOutbox.ROOM + 1000;
            for (int i = 0; i < count; i++) traces.begin(Traces.Kind.SERVER, "early", Map.of()).end();
            assertThat(traces.lost()).as("what found no room is counted at once").isPositive();
            try (Collector collector = Collector.start(address.getPort())) {
                // spans go on coming: what is begun once the collector is there arrives in the end
                collector.await(spans -> {
                    traces.begin(Traces.Kind.SERVER, "late", Map.of()).end();
                    return spans.stream().anyMatch(span -> span.name().equals("late"));
                });
            }
        }
    }

    /** It would wait for ever if it waited for an answer: the collector gives none before it is closed. */
    @Test
    void aSilentCollectorHoldsUpNoStop() throws IOException {
        Traces traces;
        try (Collector collector = Collector.silent()) {
            traces = traces(collector.url());
            for (int i = 0; i < 700; i++) traces.begin(Traces.Kind.SERVER, "unheard", Map.of()).end();
            traces.close();
            assertThat(collector.spans()).isEmpty();
            assertThat(traces.lost()).isEqualTo(700);
        }
    }
}
