// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import java.util.Arrays;

/**
 * Groups faces into charts by rounds of mutual-best merging, as CuMesh's atlas clustering does. Every face starts as a
 * chart; in each round two charts merge when each is the other's cheapest neighbour and every face of both lies within
 * the cone around their common axis. A pair that fails the cone test is left alone until one of them changes.
 *
 * <p>
 * The cost of a pair is {@code (1 - |S| / A) + 0.02 P^2 / (4 pi A) + 1e-3 A / Atotal} with S the sum of area vectors, A
 * the area and P the perimeter of the union. CuMesh takes the half angle of an interval hull of cones instead of the
 * first term; that hull only grows, so charts stop early (measured on the same sphere: 1069 charts against 27).
 *
 * <p>
 * Costs are compared by their upper bits and then by a hash: with exact costs smooth or regular surfaces have almost no
 * mutual minima and the number of rounds grows with the number of faces. Each round is linear in the charts left.
 */
final class ChartClustering {
    private static final double COMPACTNESS = 0.02 / (4 * Math.PI);
    private static final double SIZE = 1e-3;
    /** Bits of a float cost that are dropped: three bits of mantissa remain. */
    private static final int COST_SHIFT = 20;
    private static final int GRAIN = 2048;
    private static final int MAX_ROUNDS = 4000;

    private final FaceGeometry geometry;
    private final int[] faces;
    private final double cosCone;
    private final Parallel parallel;

    /** Per chart; charts are renumbered densely after each round. */
    private int charts;
    private double[] sum;
    private double[] area;
    private double[] perimeter;
    private double[] radius;
    private int[] head;
    private int[] tail;
    private final int[] nextFace;

    private int edges;
    private int[] edgeA;
    private int[] edgeB;
    private double[] edgeLength;
    private boolean[] rejected;

    private ChartClustering(FaceGeometry geometry, int[] faces, int[] barrier, double coneDegrees, Parallel parallel) {
        this.geometry = geometry;
        this.faces = faces;
        this.cosCone = Math.cos(Math.toRadians(coneDegrees));
        this.parallel = parallel;
        int n = faces.length;
        charts = n;
        sum = new double[3 * n];
        area = new double[n];
        perimeter = new double[n];
        radius = new double[n];
        head = new int[n];
        tail = new int[n];
        nextFace = new int[n];
        int[] localOf = new int[geometry.faceCount()];
        Arrays.fill(localOf, -1);
        for (int i = 0; i < n; i++) localOf[faces[i]] = i;
        int[] opposite = geometry.opposite();
        edgeA = new int[3 * n];
        edgeB = new int[3 * n];
        edgeLength = new double[3 * n];
        for (int i = 0; i < n; i++) {
            int f = faces[i];
            head[i] = tail[i] = i;
            nextFace[i] = -1;
            area[i] = geometry.area(f);
            for (int k = 0; k < 3; k++) {
                sum[3 * i + k] = geometry.areaVector(f, k);
                double length = geometry.edgeLength(3 * f + k);
                perimeter[i] += length;
                int o = opposite[3 * f + k];
                if (o < 0) continue;
                int j = localOf[o / 3];
                if (j <= i || barrier[f] != barrier[o / 3]) continue;
                edgeA[edges] = i;
                edgeB[edges] = j;
                edgeLength[edges++] = length;
            }
        }
        rejected = new boolean[edges];
        joinParallelEdges(identity(n));
    }

    /**
     * Clusters some faces.
     *
     * @param faces
     *            the faces to group
     * @param barrier
     *            per face of the mesh: faces of different value never share a chart
     * @param coneDegrees
     *            largest angle between a face's normal and its chart's axis
     * @return for each entry of {@code faces} its chart, numbered from 0 in the order of first faces
     */
    static int[] cluster(FaceGeometry geometry, int[] faces, int[] barrier, double coneDegrees, RunContext context) {
        ChartClustering c = new ChartClustering(geometry, faces, barrier, coneDegrees, context.parallel());
        for (int round = 0; round < MAX_ROUNDS && c.edges > 0; round++) {
            context.at("charts", 1 - (double) c.charts / Math.max(1, faces.length));
            if (!c.round(round)) break;
        }
        return c.labels();
    }

    private boolean round(int round) {
        long[] key = new long[edges];
        double total = geometry.totalArea();
        parallel.range(edges, GRAIN, (from, to) -> {
            for (int e = from; e < to; e++) key[e] = rejected[e] ? Long.MAX_VALUE : key(e, cost(e, total), round);
        });
        int[] best = new int[charts];
        Arrays.fill(best, -1);
        boolean any = false;
        for (int e = 0; e < edges; e++) {
            if (rejected[e]) continue;
            any = true;
            if (best[edgeA[e]] < 0 || key[e] < key[best[edgeA[e]]]) best[edgeA[e]] = e;
            if (best[edgeB[e]] < 0 || key[e] < key[best[edgeB[e]]]) best[edgeB[e]] = e;
        }
        if (!any) return false;
        int[] candidates = new int[edges];
        int count = 0;
        for (int e = 0; e < edges; e++) {
            if (!rejected[e] && best[edgeA[e]] == e && best[edgeB[e]] == e) candidates[count++] = e;
        }
        double[] joined = new double[count];
        parallel.range(count, 16, (from, to) -> {
            for (int i = from; i < to; i++) joined[i] = joinedRadius(candidates[i]);
        });
        int[] into = identity(charts);
        for (int i = 0; i < count; i++) {
            int e = candidates[i];
            if (joined[i] < 0) {
                rejected[e] = true;
            } else {
                merge(e, joined[i]);
                into[edgeB[e]] = edgeA[e];
            }
        }
        renumber(into);
        return true;
    }

    private double cost(int e, double total) {
        int a = edgeA[e], b = edgeB[e];
        double joint = area[a] + area[b];
        if (!(joint > 0)) return 0;
        double around = perimeter[a] + perimeter[b] - 2 * edgeLength[e];
        return Math.max(0, 1 - length(sum[3 * a] + sum[3 * b], sum[3 * a + 1] + sum[3 * b + 1],
                sum[3 * a + 2] + sum[3 * b + 2]) / joint) + COMPACTNESS * around * around / joint + SIZE * joint
                        / total;
    }

    private long key(int e, double cost, int round) {
        int h = (head[edgeA[e]] * 0x9E3779B1 ^ head[edgeB[e]] * 0x85EBCA6B) + round * 0xC2B2AE35;
        h = (h ^ h >>> 15) * 0x2C1B3C6D;
        h ^= h >>> 13;
        return (long) (Float.floatToIntBits((float) cost) >>> COST_SHIFT) << 32 | h & 0xFFFFFFFFL;
    }

    /** Half angle of the cone around the axis of the union, or -1 when it is too wide. */
    private double joinedRadius(int e) {
        int a = edgeA[e], b = edgeB[e];
        double x = sum[3 * a] + sum[3 * b], y = sum[3 * a + 1] + sum[3 * b + 1], z = sum[3 * a + 2] + sum[3 * b + 2];
        double length = length(x, y, z);
        if (!(length > 0)) return area[a] + area[b] > 0 ? -1 : 0;
        double bound = Math.max(radius[a] + angleTo(a, x / length, y / length, z / length),
                radius[b] + angleTo(b, x / length, y / length, z / length));
        if (Math.cos(Math.min(bound, Math.PI)) > cosCone) return bound;
        double lowest = Math.min(lowestCosine(a, x / length, y / length, z / length),
                lowestCosine(b, x / length, y / length, z / length));
        return lowest < cosCone ? -1 : Math.acos(Math.min(1, lowest));
    }

    private double angleTo(int chart, double x, double y, double z) {
        double length = length(sum[3 * chart], sum[3 * chart + 1], sum[3 * chart + 2]);
        if (!(length > 0)) return 0;
        double cos = (sum[3 * chart] * x + sum[3 * chart + 1] * y + sum[3 * chart + 2] * z) / length;
        return Math.acos(Math.clamp(cos, -1, 1));
    }

    private double lowestCosine(int chart, double x, double y, double z) {
        double lowest = 1;
        for (int i = head[chart]; i >= 0; i = nextFace[i]) {
            int f = faces[i];
            double a = geometry.area(f);
            if (!(a > geometry.tinyArea())) continue;
            lowest = Math.min(lowest, (geometry.areaVector(f, 0) * x + geometry.areaVector(f, 1) * y
                    + geometry.areaVector(f, 2) * z) / a);
            if (lowest < cosCone) return lowest;
        }
        return lowest;
    }

    private void merge(int e, double newRadius) {
        int a = edgeA[e], b = edgeB[e];
        for (int k = 0; k < 3; k++) sum[3 * a + k] += sum[3 * b + k];
        area[a] += area[b];
        perimeter[a] += perimeter[b] - 2 * edgeLength[e];
        radius[a] = newRadius;
        nextFace[tail[a]] = head[b];
        tail[a] = tail[b];
    }

    private void renumber(int[] into) {
        boolean[] changed = new boolean[charts];
        for (int c = 0; c < charts; c++) { if (into[c] != c) changed[into[c]] = true; }
        int[] map = new int[charts];
        int kept = 0;
        for (int c = 0; c < charts; c++) {
            if (into[c] != c) continue;
            map[c] = kept;
            for (int k = 0; k < 3; k++) sum[3 * kept + k] = sum[3 * c + k];
            area[kept] = area[c];
            perimeter[kept] = perimeter[c];
            radius[kept] = radius[c];
            head[kept] = head[c];
            tail[kept++] = tail[c];
        }
        for (int e = 0; e < edges; e++) { if (changed[into[edgeA[e]]] || changed[into[edgeB[e]]]) rejected[e] = false; }
        for (int c = 0; c < charts; c++) { if (into[c] != c) map[c] = map[into[c]]; }
        charts = kept;
        joinParallelEdges(map);
    }

    /** Renames the ends of all edges, drops loops and joins edges of the same pair. */
    private void joinParallelEdges(int[] map) {
        int[] start = new int[charts + 1];
        for (int e = 0; e < edges; e++) {
            int a = map[edgeA[e]], b = map[edgeB[e]];
            edgeA[e] = Math.min(a, b);
            edgeB[e] = Math.max(a, b);
            if (a != b) start[edgeA[e] + 1]++;
        }
        for (int c = 0; c < charts; c++) start[c + 1] += start[c];
        long[] sorted = new long[start[charts]];
        int[] fill = Arrays.copyOf(start, charts);
        for (int e = 0; e < edges; e++) {
            if (edgeA[e] != edgeB[e]) sorted[fill[edgeA[e]]++] = (long) edgeB[e] << 32 | e;
        }
        parallel.range(charts, GRAIN, (from, to) -> {
            for (int c = from; c < to; c++) Arrays.sort(sorted, start[c], start[c + 1]);
        });
        int[] a = new int[sorted.length];
        int[] b = new int[sorted.length];
        double[] lengths = new double[sorted.length];
        boolean[] no = new boolean[sorted.length];
        int kept = 0;
        for (int c = 0; c < charts; c++) {
            for (int i = start[c]; i < start[c + 1]; i++) {
                int e = (int) sorted[i];
                boolean same = i > start[c] && sorted[i] >>> 32 == sorted[i - 1] >>> 32;
                if (!same) {
                    a[kept] = c;
                    b[kept] = edgeB[e];
                    no[kept++] = rejected[e];
                }
                lengths[kept - 1] += edgeLength[e];
            }
        }
        edgeA = a;
        edgeB = b;
        edgeLength = lengths;
        rejected = no;
        edges = kept;
    }

    private int[] labels() {
        int[] chart = new int[faces.length];
        for (int c = 0; c < charts; c++) { for (int i = head[c]; i >= 0; i = nextFace[i]) chart[i] = c; }
        return chart;
    }

    private static int[] identity(int n) {
        int[] out = new int[n];
        for (int i = 0; i < n; i++) out[i] = i;
        return out;
    }

    private static double length(double x, double y, double z) { return Math.sqrt(x * x + y * y + z * z); }
}
