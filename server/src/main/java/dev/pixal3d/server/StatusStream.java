// SPDX-License-Identifier: MIT
package dev.pixal3d.server;

import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.queue.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Streams a request's status: the current one at once, then one event for each change, each with only the log lines
 * that are new (the JavaScript client adds them up itself), and the end right after the completed one. A comment at
 * least every few seconds keeps OkHttp from giving up and shows when the caller has gone.
 */
final class StatusStream {
    /** Log lines and progress come in bursts; events are this far apart at least. */
    private static final long BATCH_MS = 100;

    private final RequestStore store;
    private final Duration ping;

    StatusStream(RequestStore store, Duration ping) {
        this.store = store;
        this.ping = ping;
    }

    void send(Exchange x, RequestView first, boolean withLogs) throws InterruptedException {
        try (Watch watch = store.watch(first.id()); EventStream out = new EventStream(x)) {
            out.comment("connected");
            Optional<RequestView> shown = Optional.empty();
            int line = 0;
            while (true) {
                Optional<RequestView> now = store.find(first.id());
                if (now.isEmpty()) return;
                RequestView request = now.get();
                if (!shown.equals(now)) {
                    List<LogLine> logs = withLogs && request.logCount() > line
                            ? store.logs(request.id(), line)
                            : List.of();
                    if (differs(shown, request) || !logs.isEmpty()) {
                        out.event(StatusJson.of(request, withLogs ? Optional.of(logs) : Optional.empty(),
                                x.target().addresses()));
                    }
                    if (!logs.isEmpty()) line = logs.getLast().number() + 1;
                    shown = now;
                }
                if (request.state() == State.COMPLETED) return;
                Thread.sleep(BATCH_MS / 4);
                if (!watch.await(ping)) out.comment("ping");
            }
        }
    }

    private static boolean differs(Optional<RequestView> shown, RequestView now) {
        return shown.isEmpty() || shown.get().state() != now.state() || shown.get().position() != now.position()
                || shown.get().attempt() != now.attempt() || !shown.get().progress().equals(now.progress());
    }
}
