// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.unwrap.JoinedChart.Attempt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Joins flat charts along a seam where they stay flat together. Clustering puts what looks one way into a chart, so a
 * bar becomes three strips; two strips joined along one seam, with the others left as cuts, unroll it. Each chart looks
 * for the neighbour with which it shares most of its border in one piece; where two mean each other, {@link
 * JoinedChart} tries. Pairs stand in one order for both, so as long as any is left, the first of them does. Rounds go
 * on until all were tried in vain; what a pair would have wasted is remembered, so that a later step, which may waste
 * more, tries again only what has a chance. While each chart summed its seams along its own border, last digits
 * differed, charts waited for each other in rings, and of a lattice of 8 bars 1,188 that still had a neighbour were
 * left.
 *
 * <p>
 * Charts that unroll instead of projecting are the idea of D-Charts (Julius, Kraevoy and Sheffer 2005), which measures
 * how developable a surface is while it grows them; joining what is flat already needs no such measure, for it tries.
 * When it came, within a wide cone and with boxes 1.05 times as large as both, a lattice of round bars with 325 tunnels
 * (41,000 faces, 2048 texels) had 665 charts on 0.48 of the atlas instead of 1,361 on 0.44, one of square bars 1,135 on
 * 0.52 instead of 1,904 on 0.50; a picture's model of 400,000 faces had 464 charts instead of 1,074. What a narrower
 * cone and larger boxes add is told in {@link Unwrap}.
 */
final class ChartMerging {
    /** Faces of a joined chart at most: what has more is not made of strips. */
    private static final int MOST_FACES = 1500;
    /** Charts below which there is nothing to gain. */
    private static final int FEW = 64;

    private final FaceGeometry geometry;
    private final double margin;
    private final double leastSeam;
    private final RunContext context;
    /** All charts ever made; those that were joined are empty. */
    private final List<Optional<Chart>> charts = new ArrayList<>();
    /** Per chart the length of its border. */
    private final List<Double> borders = new ArrayList<>();
    /** Per chart its seams; of those that were joined they are out of date. */
    private final List<List<Seam>> seams = new ArrayList<>();
    /** Per chart the best seam that was not tried in vain. */
    private final List<Optional<Seam>> best = new ArrayList<>();
    /** Charts that are new or have new neighbours. */
    private final NavigableSet<Integer> changed = new TreeSet<>();
    /** Charts whose best seam is to be chosen anew. */
    private final NavigableSet<Integer> undecided = new TreeSet<>();
    /** Pairs that were tried in vain, with the growth that they would need. */
    private final Map<Long, Double> vain = new HashMap<>();
    private double growth;
    private final int[] chartOf;
    private final int[] slotOf;

    /**
     * The longest piece of the border of two charts, the same for both, lest each wait for another.
     *
     * @param corners
     *            border corners of the chart with the lower number
     * @param share
     *            of the shorter border
     */
    private record Seam(int low, int high, int[] corners, double share) {
        static final Comparator<Seam> BEST_FIRST = Comparator.comparingDouble((Seam seam) -> -seam.share)
                .thenComparingInt(Seam::low).thenComparingInt(Seam::high);

        int other(int chart) { return chart == low ? high : low; }
    }

    private ChartMerging(FaceGeometry geometry, double margin, double leastSeam, RunContext context) {
        this.geometry = geometry;
        this.margin = margin;
        this.leastSeam = leastSeam;
        this.context = context;
        this.chartOf = new int[geometry.faceCount()];
        this.slotOf = new int[geometry.faceCount()];
    }

    /**
     * Joins as many as will go; the same for any number of threads.
     *
     * @param margin
     *            what padding adds to the width and the height of a box, in mesh units
     * @param leastSeam
     *            share of the shorter border that a seam is at least
     * @param growths
     *            how much larger than both boxes a joined one may be, rising: what costs little is joined first
     */
    static List<Chart> merge(FaceGeometry geometry, List<Chart> flat, double margin, double leastSeam,
            double[] growths, RunContext context) {
        if (flat.size() < FEW) return flat;
        ChartMerging merging = new ChartMerging(geometry, margin, leastSeam, context);
        flat.forEach(merging::add);
        for (double growth : growths) {
            merging.allow(growth);
            while (merging.round()) context.at("merge charts", (double) merging.charts.size() / flat.size() - 1);
        }
        return merging.charts.stream().flatMap(Optional::stream).toList();
    }

    private void add(Chart chart) {
        double border = 0;
        for (int corner : chart.border()) border += length(chart, corner);
        for (int i = 0; i < chart.triangleCount(); i++) {
            chartOf[chart.faces()[i]] = charts.size();
            slotOf[chart.faces()[i]] = i;
        }
        changed.add(charts.size());
        charts.add(Optional.of(chart));
        borders.add(border);
        seams.add(List.of());
        best.add(Optional.empty());
    }

    private double length(Chart chart, int corner) {
        return geometry.edgeLength(3 * chart.faces()[corner / 3] + corner % 3);
    }

    /** What was tried in vain with less may be tried again. */
    private void allow(double most) {
        growth = most;
        for (int c = 0; c < charts.size(); c++) if (charts.get(c).isPresent()) undecided.add(c);
    }

    /** Tries all pairs that mean each other; whether there were any. */
    private boolean round() {
        undecided.addAll(changed);
        Integer[] stale = changed.toArray(Integer[]::new);
        context.parallel().range(stale.length, 16, (from, to) -> {
            for (int i = from; i < to; i++) seams.set(stale[i], seams(stale[i]));
        });
        for (int c : undecided) best.set(c, best(c));
        changed.clear();
        undecided.clear();
        List<Seam> pairs = IntStream.range(0, charts.size()).boxed().flatMap(c -> best.get(c)
                .filter(seam -> seam.low == c && best.get(seam.high).orElseThrow().low == c).stream()).toList();
        Attempt[] joined = new Attempt[pairs.size()];
        context.parallel().each(joined.length, i -> {
            Seam seam = pairs.get(i);
            joined[i] = JoinedChart.of(geometry, charts.get(seam.low).orElseThrow(),
                    charts.get(seam.high).orElseThrow(), seam.corners, slotOf, margin, growth);
        });
        for (int i = 0; i < joined.length; i++) {
            Seam seam = pairs.get(i);
            if (joined[i].chart().isEmpty()) {
                vain.put(key(seam), joined[i].growth());
                undecided.add(seam.low);
                undecided.add(seam.high);
                continue;
            }
            for (int c : new int[]{seam.low, seam.high}) {
                charts.set(c, Optional.empty());
                best.set(c, Optional.empty());
                for (Seam next : seams.get(c)) changed.add(next.other(c));
            }
            add(joined[i].chart().get());
        }
        changed.removeIf(c -> charts.get(c).isEmpty());
        undecided.removeIf(c -> charts.get(c).isEmpty());
        return joined.length > 0;
    }

    private static long key(Seam seam) { return (long) seam.low << 32 | seam.high; }

    private List<Seam> seams(int c) {
        Chart chart = charts.get(c).orElseThrow();
        int[] neighbours = new int[chart.border().length];
        int count = 0;
        for (int corner : chart.border()) {
            int o = geometry.opposite()[3 * chart.faces()[corner / 3] + corner % 3];
            if (o >= 0 && chartOf[o / 3] != c) neighbours[count++] = chartOf[o / 3];
        }
        return Arrays.stream(neighbours, 0, count).sorted().distinct()
                .mapToObj(other -> seam(Math.min(c, other), Math.max(c, other))).toList();
    }

    private Seam seam(int low, int high) {
        Chart chart = charts.get(low).orElseThrow();
        int[] corners = longest(chart, high);
        double length = 0;
        for (int corner : corners) length += length(chart, corner);
        return new Seam(low, high, corners, length / Math.min(borders.get(low), borders.get(high)));
    }

    /** The best seam that was not tried in vain. */
    private Optional<Seam> best(int c) {
        return seams.get(c).stream()
                .filter(seam -> seam.share >= leastSeam && vain.getOrDefault(key(seam), 0.0) <= growth
                        && triangles(seam.low) + triangles(seam.high) <= MOST_FACES)
                .min(Seam.BEST_FIRST);
    }

    private int triangles(int chart) { return charts.get(chart).orElseThrow().triangleCount(); }

    /** The longest connected piece of a chart's border with another one, as border corners. */
    private int[] longest(Chart chart, int other) {
        int[] seam = Arrays.stream(chart.border()).filter(corner -> {
            int o = geometry.opposite()[3 * chart.faces()[corner / 3] + corner % 3];
            return o >= 0 && chartOf[o / 3] == other;
        }).toArray();
        int[] piece = new int[seam.length];
        double[] lengths = new double[seam.length];
        for (int i = 0; i < seam.length; i++) {
            piece[i] = i;
            // pieces are few and short: a look at all that came before is enough
            for (int j = 0; j < i; j++) {
                if (!touch(chart.triangles(), seam[i], seam[j])) continue;
                int from = piece[i];
                int to = piece[j];
                for (int k = 0; k <= i && from != to; k++) if (piece[k] == from) piece[k] = to;
            }
        }
        for (int i = 0; i < seam.length; i++) lengths[piece[i]] += length(chart, seam[i]);
        int best = 0;
        for (int i = 1; i < lengths.length; i++) if (lengths[i] > lengths[best]) best = i;
        int longest = best;
        return IntStream.range(0, seam.length).filter(i -> piece[i] == longest).map(i -> seam[i]).toArray();
    }

    private static boolean touch(int[] t, int c, int d) {
        return t[c] == t[FaceAdjacency.next(d)] || t[d] == t[FaceAdjacency.next(c)];
    }
}
