// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What clients and receivers of webhooks saw. Thread-safe. */
final class ClientJournal {
    private final Map<Integer, Set<String>> accepted = new ConcurrentHashMap<>();
    private final Map<String, Set<String>> ends = new ConcurrentHashMap<>();
    private final Map<String, Set<List<String>>> logs = new ConcurrentHashMap<>();
    private final Map<String, String> models = new ConcurrentHashMap<>();
    private final Map<String, Long> removed = new ConcurrentHashMap<>();
    private final Queue<Position> positions = new ConcurrentLinkedQueue<>();
    private final Map<String, Set<String>> webhooks = new ConcurrentHashMap<>();
    private final Queue<String> early = new ConcurrentLinkedQueue<>();
    private final Queue<String> wrong = new ConcurrentLinkedQueue<>();

    /** A place in the queue that a gateway told; the call lasted from then to then, in microseconds since 1970. */
    record Position(String id, int place, long from, long to, String gateway) {}

    void accepted(int number, String id) {
        accepted.computeIfAbsent(number, _ -> ConcurrentHashMap.newKeySet()).add(id);
    }

    /** The id under which a number was accepted first. */
    Optional<String> id(int number) {
        return Optional.ofNullable(accepted.get(number)).flatMap(ids -> ids.stream().findFirst());
    }

    /** Ids by number: one each, if all is well. */
    Map<Integer, Set<String>> accepted() { return accepted; }

    /** A gateway told how a request ended, in words that do not depend on the gateway. */
    void ended(String id, String how) {
        ends.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(how);
    }

    Map<String, Set<String>> ends() { return ends; }

    /** A gateway told the log of a request that had ended. */
    void log(String id, List<String> lines) {
        logs.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(lines);
    }

    Map<String, Set<List<String>>> logs() { return logs; }

    /** The model of a result tells which run made it. */
    void model(String id, String run) { models.put(id, run); }

    Map<String, String> models() { return models; }

    /** A gateway said at that time, in milliseconds since 1970, that a request left the queue because of a cancel. */
    void removed(String id, long at) {
        removed.put(id, at);
    }

    Map<String, Long> removed() { return removed; }

    void position(Position position) { positions.add(position); }

    Queue<Position> positions() { return positions; }

    /** A webhook came. */
    void webhook(String id, String payload) {
        webhooks.computeIfAbsent(id, _ -> ConcurrentHashMap.newKeySet()).add(payload);
    }

    Map<String, Set<String>> webhooks() { return webhooks; }

    /** A webhook came although the database had not ended its request. */
    void early(String id) { early.add(id); }

    Queue<String> early() { return early; }

    /** A client met what it must never meet. */
    void wrong(String what) { wrong.add(what); }

    Queue<String> wrong() { return wrong; }
}
