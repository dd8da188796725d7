// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import java.io.IOException;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What was done to the processes, and when, in milliseconds since 1970. Thread-safe. */
final class Incidents {
    private final Queue<Incident> all = new ConcurrentLinkedQueue<>();

    /** What an incident may cost. */
    enum Cost {
        /** Runs of the process that it happened to. */
        ITS_RUNS,
        /** Any run. */
        ALL_RUNS,
        /** Runs that had not begun: somebody may not have learnt that he has one. */
        CLAIMS,
        /** The start of runs that need a file: they are given back and do not count. */
        GIVEN_BACK,
        NOTHING
    }

    /** One of them; it may go on. */
    record Incident(Cost cost, String process, long from, Optional<Long> to) {
        private boolean during(long begin, long end) { return from <= end && to.map(t -> t >= begin).orElse(true); }
    }

    /** What is done to somebody for a while. */
    @FunctionalInterface
    interface Deed {
        void done() throws IOException, InterruptedException;
    }

    /** Something happens. */
    void happen(Cost cost, String process, Deed deed) throws IOException, InterruptedException {
        long from = System.currentTimeMillis();
        Incident begun = new Incident(cost, process, from, Optional.empty());
        all.add(begun);
        deed.done();
        all.add(new Incident(cost, process, from, Optional.of(System.currentTimeMillis())));
        all.remove(begun);
    }

    /** Whether what happened in an interval explains that a node lost a run. */
    boolean explain(String node, boolean begun, boolean givenBack, long from, long to) {
        return all.stream().filter(incident -> incident.during(from, to)).anyMatch(incident -> switch (incident.cost) {
            case ITS_RUNS -> incident.process.equals(node);
            case ALL_RUNS -> true;
            case CLAIMS -> !begun;
            case GIVEN_BACK -> givenBack;
            case NOTHING -> false;
        });
    }
}
