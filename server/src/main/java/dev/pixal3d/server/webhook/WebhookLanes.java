// SPDX-License-Identifier: MIT
package dev.pixal3d.server.webhook;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may be called now. Each receiver has a lane of its own with a few calls at once and a short line, each caller's
 * key a share of all calls, so that receivers that answer slowly or never, however many of them one caller names, hold
 * up nobody else. Lanes take turns. Thread-safe.
 *
 * @param <T>
 *            what is delivered
 */
final class WebhookLanes<T> {
    private final int total;
    private final int perReceiver;
    private final int perCaller;
    private final int line;
    private final Map<String, Lane<T>> lanes = new LinkedHashMap<>();
    private final Map<String, Integer> callers = new HashMap<>();
    private int running;

    /** One thing to deliver. */
    record Item<T>(String receiver, String caller, T value) {}

    private static final class Lane<T> {
        private final ArrayDeque<Item<T>> waiting = new ArrayDeque<>();
        private int running;
    }

    /**
     * @param total
     *            calls at once
     * @param perReceiver
     *            of them to one receiver
     * @param perCaller
     *            of them for one caller
     * @param line
     *            things that may wait for one receiver
     */
    WebhookLanes(int total, int perReceiver, int perCaller, int line) {
        this.total = total;
        this.perReceiver = perReceiver;
        this.perCaller = perCaller;
        this.line = line;
    }

    /** Lines a thing up; false when its receiver's line is full. */
    synchronized boolean offer(Item<T> item) {
        Lane<T> lane = lanes.computeIfAbsent(item.receiver(), _ -> new Lane<>());
        if (lane.waiting.size() >= line) return false;
        lane.waiting.add(item);
        return true;
    }

    /** What may start now, in fair order; each of them ends with {@link #done}. */
    synchronized List<Item<T>> start() {
        List<Item<T>> started = new ArrayList<>();
        boolean some = true;
        while (some && running < total) {
            some = false;
            for (String receiver : List.copyOf(lanes.keySet())) {
                Lane<T> lane = lanes.get(receiver);
                boolean fits = lane != null && running < total && lane.running < perReceiver && !lane.waiting.isEmpty()
                        && callers.getOrDefault(lane.waiting.getFirst().caller(), 0) < perCaller;
                if (!fits || lane == null) continue;
                Item<T> item = lane.waiting.removeFirst();
                lane.running++;
                running++;
                callers.merge(item.caller(), 1, Integer::sum);
                // to the end of the row of lanes
                lanes.remove(receiver);
                lanes.put(receiver, lane);
                started.add(item);
                some = true;
            }
        }
        return started;
    }

    /** A started thing has ended. */
    synchronized void done(Item<T> item) {
        running--;
        callers.computeIfPresent(item.caller(), (_, n) -> n == 1 ? null : n - 1);
        Lane<T> lane = lanes.get(item.receiver());
        if (lane == null) return;
        lane.running--;
        if (lane.running == 0 && lane.waiting.isEmpty()) lanes.remove(item.receiver());
    }
}
