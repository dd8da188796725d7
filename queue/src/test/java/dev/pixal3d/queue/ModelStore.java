// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Watches a store at work and checks each step against a model of the queue, a sorted set: every claim must give the
 * first of those that wait, and every request may be finished once. Steps go one at a time, so the model sees them in
 * the order in which they happened.
 */
public final class ModelStore {
    private final RequestStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Place> places = new HashMap<>();
    private final TreeSet<Place> waiting = new TreeSet<>(
            Comparator.comparing(Place::priority).thenComparingInt(Place::number));
    private final Set<String> running = new TreeSet<>();
    public final List<String> violations = new CopyOnWriteArrayList<>();

    private record Place(Priority priority, int number, String id) {}

    public ModelStore(RequestStore store) { this.store = store; }

    /** The store to hand to workers. */
    public RequestStore checked() {
        InvocationHandler handler = (_, method, arguments) -> {
            boolean modelled = Set.of("submit", "claim", "finish", "abandon", "release", "cancel")
                    .contains(method.getName());
            if (modelled) lock.lock();
            try {
                Object result = method.invoke(store, arguments);
                if (modelled) step(method.getName(), arguments, result);
                return result;
            } catch (InvocationTargetException e) {
                throw e.getCause();
            } finally {
                if (modelled) lock.unlock();
            }
        };
        return (RequestStore) Proxy.newProxyInstance(ModelStore.class.getClassLoader(),
                new Class<?>[]{RequestStore.class}, handler);
    }

    private void step(String method, Object[] arguments, Object result) {
        switch (result) {
            case SubmitResult.Accepted accepted -> {
                RequestView view = accepted.request();
                Place place = new Place(view.priority(), places.size(), view.id());
                places.put(view.id(), place);
                waiting.add(place);
                check(view.position() == waiting.headSet(place).size(), "position of a new request", view);
            }
            case Optional<?> o when method.equals("claim") -> {
                Optional<String> claimed = o.map(claim -> ((Claim) claim).lease().requestId());
                Optional<String> first = waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first().id());
                check(claimed.equals(first), "claimed instead of " + first, claimed);
                claimed.ifPresent(id -> {
                    waiting.remove(places.get(id));
                    running.add(id);
                });
            }
            case Optional<?> o when method.equals("abandon") -> {
                String id = ((Lease) arguments[0]).requestId();
                check(running.remove(id), "abandoned while not running", id);
                if (o.equals(Optional.of(State.IN_QUEUE))) waiting.add(places.get(id));
            }
            case Boolean done when method.equals("finish") -> check(
                    done == running.remove(((Lease) arguments[0]).requestId()), "finished while not running",
                    arguments[0]);
            case Boolean done when method.equals("release") -> {
                String id = ((Lease) arguments[0]).requestId();
                check(done == running.remove(id), "released while not running", id);
                waiting.add(places.get(id));
            }
            case RequestStore.CancelResult cancelled -> {
                boolean removed = waiting.remove(places.get((String) arguments[0]));
                check(removed == (cancelled == RequestStore.CancelResult.REMOVED), "cancelled", arguments[0]);
            }
            default -> {}
        }
    }

    private void check(boolean holds, String what, Object of) { if (!holds) violations.add(what + ": " + of); }
}
