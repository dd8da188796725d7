// SPDX-License-Identifier: MIT
package dev.pixal3d.server.fal;

import dev.pixal3d.queue.Feed;
import dev.pixal3d.queue.LogLine;
import dev.pixal3d.queue.RequestStore;
import dev.pixal3d.queue.RequestView;
import dev.pixal3d.queue.State;
import dev.pixal3d.server.http.EventStream;
import dev.pixal3d.server.http.Exchange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Streams a request's status: the current one at once, then one event for each change, each with only the log lines
 * that are new (the JavaScript client adds them up itself), and the end right after the completed one. A comment at
 * least every few seconds keeps OkHttp from giving up and shows when the caller has gone.
 */
final class StatusStream {
    private final RequestStore store;
    private final Duration ping;

    StatusStream(RequestStore store, Duration ping) {
        this.store = store;
        this.ping = ping;
    }

    void send(Exchange x, RequestView first, boolean withLogs) throws InterruptedException {
        List<LogLine> lines = withLogs && first.logCount() > 0 ? store.logs(first.id(), 0) : List.of();
        OptionalInt from = withLogs
                ? OptionalInt.of(lines.isEmpty() ? 0 : lines.getLast().number() + 1)
                : OptionalInt.empty();
        List<LogLine> untold = new ArrayList<>(lines);
        try (Feed feed = store.feed(first, from); EventStream out = new EventStream(x, ping)) {
            out.comment("connected");
            RequestView shown = first;
            show(x, out, first, withLogs, untold);
            while (shown.state() != State.COMPLETED) {
                out.await(feed);
                Feed.Sighting next = feed.next();
                if (next.request().isEmpty()) return;
                RequestView now = next.request().get();
                untold.addAll(next.lines());
                if (!news(shown, now) && (untold.isEmpty() || now.state() == State.IN_QUEUE)) continue;
                show(x, out, now, withLogs, untold);
                shown = now;
            }
        }
    }

    /** A queued status has no lines: those that a request got while it waited come with its next state. */
    private static void show(Exchange x, EventStream out, RequestView request, boolean withLogs,
            List<LogLine> untold) {
        boolean told = request.state() != State.IN_QUEUE;
        List<LogLine> lines = told ? List.copyOf(untold) : List.of();
        out.event(StatusJson.of(request, withLogs ? Optional.of(lines) : Optional.empty(), x.target().addresses()));
        if (told) untold.clear();
    }

    private static boolean news(RequestView shown, RequestView now) {
        return shown.state() != now.state() || shown.position() != now.position() || shown.attempt() != now.attempt()
                || !shown.progress().equals(now.progress());
    }
}
