// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.unwrap.JoinedChart.Attempt;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Joins flat charts along a seam where they stay flat together. Clustering puts what looks one way into a chart, so a
 * bar becomes three strips; two strips joined along one seam, with the others left as cuts, unroll it. Each chart looks
 * for the neighbour with which it shares most of its border in one piece; where two mean each other,
 * {@link JoinedChart} tries. Rounds go on until no pair is left that was not tried in vain; what a pair would have
 * wasted is remembered, so that a later step, which may waste more, tries again only what has a chance.
 *
 * <p>
 * Charts that unroll instead of projecting are the idea of D-Charts (Julius, Kraevoy and Sheffer 2005), which
 * measures how developable a surface is while it grows them; joining what is flat already needs no such measure, for
 * it tries. When it came, within a wide cone and with boxes 1.05 times as large as both, a lattice of round bars
 * with 325 tunnels (41,000 faces, 2048 texels) had 665 charts on 0.48 of the atlas instead of 1,361 on 0.44, one of
 * square bars 1,135 on 0.52 instead of 1,904 on 0.50; a picture's model of 400,000 faces had 464 charts instead of
 * 1,074. What a narrower cone and larger boxes add is told in {@link Unwrap}.
 */
final class ChartMerging {
    /** Faces of a joined chart at most: what has more is not made of strips. */
    private static final int MOST_FACES = 1500;
    /** Share of the shorter border that a seam is at least. */
    private static final double LEAST_SEAM = 0.1;
    private static final int MAX_ROUNDS = 200;
    /** Charts below which there is nothing to gain. */
    private static final int FEW = 64;

    private final FaceGeometry geometry;
    private final double margin;
    private final RunContext context;
    /** All charts ever made; those that were joined are empty. */
    private final List<Optional<Chart>> charts = new ArrayList<>();
    /** Per chart the length of its border. */
    private final List<Double> borders = new ArrayList<>();
    /** Pairs that were tried in vain, with the growth that they would need. */
    private final Map<Long, Double> vain = new HashMap<>();
    private double growth;
    private final int[] chartOf;
    private final int[] slotOf;

    /** The longest piece of a chart's border with a neighbour; none when the neighbour is -1. */
    private record Seam(int neighbour, int[] corners, double share) {
        static final Seam NONE = new Seam(-1, new int[0], 0);
    }

    private ChartMerging(FaceGeometry geometry, double margin, RunContext context) {
        this.geometry = geometry;
        this.margin = margin;
        this.context = context;
        this.chartOf = new int[geometry.faceCount()];
        this.slotOf = new int[geometry.faceCount()];
    }

    /**
     * Joins as many as will go; the same for any number of threads.
     *
     * @param margin
     *            what padding adds to the width and the height of a box, in mesh units
     * @param growths
     *            how much larger than both boxes a joined one may be, rising: what costs little is joined first
     */
    static List<Chart> merge(FaceGeometry geometry, List<Chart> flat, double margin, double[] growths,
            RunContext context) {
        if (flat.size() < FEW) return flat;
        ChartMerging merging = new ChartMerging(geometry, margin, context);
        flat.forEach(merging::add);
        for (double growth : growths) {
            merging.growth = growth;
            for (int round = 0; round < MAX_ROUNDS && merging.round(); round++) {
                context.at("merge charts", (double) round / MAX_ROUNDS);
            }
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
        charts.add(Optional.of(chart));
        borders.add(border);
    }

    private double length(Chart chart, int corner) {
        return geometry.edgeLength(3 * chart.faces()[corner / 3] + corner % 3);
    }

    private boolean round() {
        int n = charts.size();
        Seam[] best = new Seam[n];
        context.parallel().range(n, 16, (from, to) -> {
            for (int c = from; c < to; c++) best[c] = charts.get(c).isEmpty() ? Seam.NONE : best(c);
        });
        List<Integer> first = new ArrayList<>();
        for (int c = 0; c < n; c++) {
            int other = best[c].neighbour;
            if (other > c && best[other].neighbour == c) first.add(c);
        }
        Attempt[] joined = new Attempt[first.size()];
        context.parallel().range(first.size(), 1, (from, to) -> {
            for (int i = from; i < to; i++) {
                Seam seam = best[first.get(i)];
                joined[i] = JoinedChart.of(geometry, charts.get(first.get(i)).orElseThrow(),
                        charts.get(seam.neighbour).orElseThrow(), seam.corners, slotOf, margin, growth);
            }
        });
        for (int i = 0; i < first.size(); i++) {
            int a = first.get(i);
            int b = best[a].neighbour;
            if (joined[i].chart().isEmpty()) {
                vain.put((long) a << 32 | b, joined[i].growth());
                continue;
            }
            charts.set(a, Optional.empty());
            charts.set(b, Optional.empty());
            add(joined[i].chart().get());
        }
        return !first.isEmpty();
    }

    private Seam best(int c) {
        Chart chart = charts.get(c).orElseThrow();
        Seam best = Seam.NONE;
        int[] neighbours = new int[chart.border().length];
        int count = 0;
        for (int corner : chart.border()) {
            int o = geometry.opposite()[3 * chart.faces()[corner / 3] + corner % 3];
            if (o >= 0 && chartOf[o / 3] != c) neighbours[count++] = chartOf[o / 3];
        }
        for (int other : Arrays.stream(neighbours, 0, count).sorted().distinct().toArray()) {
            if (vain.getOrDefault((long) Math.min(c, other) << 32 | Math.max(c, other), 0.0) > growth) continue;
            if (chart.triangleCount() + charts.get(other).orElseThrow().triangleCount() > MOST_FACES) continue;
            int[] corners = longest(chart, other);
            double length = 0;
            for (int corner : corners) length += length(chart, corner);
            double share = length / Math.min(borders.get(c), borders.get(other));
            if (share >= LEAST_SEAM && share > best.share) best = new Seam(other, corners, share);
        }
        return best;
    }

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
