// SPDX-License-Identifier: MIT
package dev.pixal3d.telemetry;

import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.ReadWriteSpan;
import io.opentelemetry.sdk.trace.ReadableSpan;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits to be sent: so many spans at most, and none of them makes anybody wait. OpenTelemetry's own processor
 * drops what finds no room without telling how much, so room is counted here. What is lost is counted, and said once
 * until the collector takes spans again.
 */
final class SpanOutbox implements SpanProcessor {
    /** Spans that wait or are under way. */
    static final int ROOM = 4096;
    private static final Logger LOG = System.getLogger("dev.pixal3d.telemetry");
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SpanProcessor batches;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicBoolean told = new AtomicBoolean();

    SpanOutbox(SpanExporter exporter) {
        this.batches = BatchSpanProcessor.builder(new Counting(exporter)).setMaxQueueSize(2 * ROOM)
                .setScheduleDelay(PAUSE).build();
    }

    long lost() { return lost.get(); }

    /** Sends what is left; after that time it is lost. */
    void close(Duration time) {
        batches.shutdown().join(time.toMillis(), TimeUnit.MILLISECONDS);
        int left = waiting.getAndSet(0);
        if (left > 0) lose(left);
    }

    private void lose(int spans) {
        lost.addAndGet(spans);
        if (!told.getAndSet(true)) {
            LOG.log(Level.WARNING, "telemetry: the collector takes no spans, some are lost; requests go on as ever");
        }
    }

    @Override
    public void onStart(Context parent, ReadWriteSpan span) {}

    @Override
    public boolean isStartRequired() { return false; }

    @Override
    public void onEnd(ReadableSpan span) {
        if (!span.getSpanContext().isSampled()) return;
        if (waiting.incrementAndGet() > ROOM) {
            waiting.decrementAndGet();
            lose(1);
        } else {
            batches.onEnd(span);
        }
    }

    @Override
    public boolean isEndRequired() { return true; }

    /** Hands on, and hears what became of it. */
    private final class Counting implements SpanExporter {
        private final SpanExporter exporter;

        Counting(SpanExporter exporter) { this.exporter = exporter; }

        @Override
        public CompletableResultCode export(Collection<SpanData> spans) {
            int count = spans.size();
            CompletableResultCode sent = exporter.export(spans);
            return sent.whenComplete(() -> {
                waiting.addAndGet(-count);
                if (!sent.isSuccess()) lose(count);
                else if (told.getAndSet(false)) {
                    LOG.log(Level.INFO, "telemetry: the collector takes spans again, {0} were lost so far", lost());
                }
            });
        }

        @Override
        public CompletableResultCode flush() { return exporter.flush(); }

        @Override
        public CompletableResultCode shutdown() { return exporter.shutdown(); }
    }
}
