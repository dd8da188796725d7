// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e.cluster;

import dev.pixal3d.e2e.cluster.ClusterJournal.Move;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The queue as it was after each commit. */
final class Places {
    /** How old the order may be that a gateway answers from, and the longest that a commit takes to be visible. */
    private static final long OLD_MICROS = 1_000_000 + 200_000;

    private final List<Moment> moments = new ArrayList<>();
    private final Map<String, Collection<Rank>> ranks = new HashMap<>();

    /** From when on requests of these ranks waited. */
    private record Moment(long from, TreeSet<Rank> waiting) {}

    /** What the queue is ordered by. */
    private record Rank(int priority, long place) implements Comparable<Rank> {
        @Override
        public int compareTo(Rank other) {
            return Comparator.comparingInt(Rank::priority).thenComparingLong(Rank::place).compare(this, other);
        }
    }

    Places(List<Move> moves) {
        List<Move> sorted = new ArrayList<>(moves);
        sorted.sort(Comparator.comparingLong(Move::at));
        Map<String, Rank> waiting = new HashMap<>();
        moments.add(new Moment(0, new TreeSet<>()));
        for (Move move : sorted) {
            Rank rank = new Rank(move.priority(), move.place());
            ranks.computeIfAbsent(move.id(), _ -> new TreeSet<>()).add(rank);
            if (move.state().equals("IN_QUEUE")) waiting.put(move.id(), rank);
            else waiting.remove(move.id());
            moments.add(new Moment(move.at(), new TreeSet<>(waiting.values())));
        }
    }

    /** The places that a request had during a call, or not much earlier; also that which it would have had. */
    Collection<Integer> during(ClientJournal.Position told) {
        Collection<Integer> places = new TreeSet<>();
        for (int i = 0; i < moments.size(); i++) {
            long from = moments.get(i).from();
            long to = i + 1 < moments.size() ? moments.get(i + 1).from() : Long.MAX_VALUE;
            if (from > told.to() || to < told.from() - OLD_MICROS) continue;
            for (Rank rank : ranks.getOrDefault(told.id(), List.of())) {
                places.add(moments.get(i).waiting().headSet(rank).size());
            }
        }
        return places;
    }
}
