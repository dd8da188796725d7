// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Watch;
import dev.pixal3d.server.http.EventStream;
import dev.pixal3d.server.http.Exchange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Streams a request's status: the current one at once, then one event for each change, each with only the log lines
 * that are new (the JavaScript client adds them up itself), and the end right after the completed one. A comment at
 * least every few seconds keeps OkHttp from giving up and shows when the caller has gone.
 */
final class StatusStream {
    /** Log lines and progress come in bursts; without a change of state, events are this far apart at least. */
    private static final Duration BATCH = Duration.ofMillis(100);

    private final RequestStore store;
    private final Duration ping;

    StatusStream(RequestStore store, Duration ping) {
        this.store = store;
        this.ping = ping;
    }

    void send(Exchange x, RequestView first, boolean withLogs) throws InterruptedException {
        try (Watch watch = store.watch(first.id()); EventStream out = new EventStream(x, ping)) {
            out.comment("connected");
            Optional<RequestView> shown = Optional.empty();
            int line = 0;
            long last = 0;
            while (true) {
                Optional<RequestView> found = store.find(first.id());
                if (found.isEmpty()) return;
                RequestView now = found.get();
                boolean moved = shown.isEmpty() || moved(shown.get(), now);
                boolean more = withLogs && now.logCount() > line
                        || shown.isPresent() && !shown.get().progress().equals(now.progress());
                Duration left = BATCH.minusNanos(System.nanoTime() - last);
                Duration wait = ping;
                if (moved || more && !left.isPositive()) {
                    List<LogLine> logs = withLogs && now.logCount() > line ? store.logs(now.id(), line) : List.of();
                    out.event(StatusJson.of(now, withLogs ? Optional.of(logs) : Optional.empty(),
                            x.target().addresses()));
                    if (!logs.isEmpty()) line = logs.getLast().number() + 1;
                    shown = found;
                    last = System.nanoTime();
                } else if (more) { wait = left; }
                if (now.state() == State.COMPLETED) return;
                out.await(watch, wait);
            }
        }
    }

    private static boolean moved(RequestView shown, RequestView now) {
        return shown.state() != now.state() || shown.position() != now.position() || shown.attempt() != now.attempt();
    }
}
