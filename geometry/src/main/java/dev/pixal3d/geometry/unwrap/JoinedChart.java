// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.FaceAdjacency;
import java.util.Arrays;
import java.util.Optional;

/**
 * Two flat charts made one along a piece of their common border: the second is laid beside the first where the seam
 * fits best, and the whole is relaxed. It is a chart when it neither folds nor covers itself, is stretched no more than
 * any chart may be, and its box is not much larger than both boxes were.
 */
final class JoinedChart {
    private static final int ARAP_STEPS = 12;

    private static final double MOST_STRETCH = 1.05;
    /** Relaxing makes a box smaller by no more than this, as a rule. */
    private static final double RELAXED = 2;

    /**
     * What came of it.
     *
     * @param growth
     *            area of the joined box over those of both, at least; infinite for what is no chart at all
     */
    record Attempt(Optional<Chart> chart, double growth) {
        static final Attempt NO_CHART = new Attempt(Optional.empty(), Double.POSITIVE_INFINITY);
    }

    private JoinedChart() {}

    /**
     * Tries.
     *
     * @param seam
     *            border corners of {@code a}
     * @param slotOf
     *            per face of the mesh its place in its chart
     * @param margin
     *            what padding adds to the width and the height of a box, in mesh units
     * @param allowed
     *            area that the joined box may have over those of both
     */
    static Attempt of(FaceGeometry geometry, Chart a, Chart b, int[] seam, int[] slotOf, double margin,
            double allowed) {
        int[] welded = new int[b.vertexCount()];
        int[] partner = new int[a.vertexCount()];
        int[] twins = new int[seam.length];
        Arrays.fill(welded, -1);
        Arrays.fill(partner, -1);
        for (int i = 0; i < seam.length; i++) {
            int o = geometry.opposite()[3 * a.faces()[seam[i] / 3] + seam[i] % 3];
            int twin = 3 * slotOf[o / 3] + o % 3;
            twins[i] = twin;
            if (!weld(welded, partner, a.triangles()[seam[i]], b.triangles()[FaceAdjacency.next(twin)])
                    || !weld(welded, partner, a.triangles()[FaceAdjacency.next(seam[i])], b.triangles()[twin])) {
                return Attempt.NO_CHART;
            }
        }
        Chart joined = beside(a, b, welded, seam, twins);
        double both = a.box(margin) + b.box(margin), first = tightBox(joined, margin) / both / RELAXED;
        if (first > allowed) return new Attempt(Optional.empty(), first);
        ArapFlattening.flatten(geometry, joined, ARAP_STEPS);
        ChartFlattening.scaleToArea(geometry, joined);
        if (ChartValidity.flips(geometry, joined) > 0
                || ChartValidity.densitySpread(geometry, joined) > ChartFlattening.LEAST_SPREAD
                || !(ChartValidity.stretch(geometry, joined) < MOST_STRETCH)) {
            return Attempt.NO_CHART;
        }
        double growth = tightBox(joined, margin) / both;
        if (growth > allowed) return new Attempt(Optional.empty(), growth);
        return ChartValidity.overlap(joined).isPresent() ? Attempt.NO_CHART : new Attempt(Optional.of(joined), growth);
    }

    private static boolean weld(int[] welded, int[] partner, int a, int b) {
        if (welded[b] != -1 && welded[b] != a || partner[a] != -1 && partner[a] != b) return false;
        welded[b] = a;
        partner[a] = b;
        return true;
    }

    private static double tightBox(Chart chart, double margin) {
        ChartRotation.tighten(chart);
        return chart.box(margin);
    }

    /** Both charts' faces, b turned and moved so that its side of the seam lies on a's. */
    private static Chart beside(Chart a, Chart b, int[] welded, int[] seam, int[] twins) {
        int fresh = a.vertexCount();
        int[] vertexOf = new int[b.vertexCount()];
        for (int v = 0; v < vertexOf.length; v++) vertexOf[v] = welded[v] >= 0 ? welded[v] : fresh++;
        double[] move = fit(a.uv(), b.uv(), welded);
        int[] source = Arrays.copyOf(a.source(), fresh);
        double[] uv = Arrays.copyOf(a.uv(), 2 * fresh);
        for (int v = 0; v < vertexOf.length; v++) {
            if (welded[v] >= 0) continue;
            int to = vertexOf[v];
            double x = b.uv()[2 * v], y = b.uv()[2 * v + 1];
            source[to] = b.source()[v];
            uv[2 * to] = move[0] * x - move[1] * y + move[2];
            uv[2 * to + 1] = move[1] * x + move[0] * y + move[3];
        }
        int corners = a.triangles().length;
        int[] faces = Arrays.copyOf(a.faces(), a.triangleCount() + b.triangleCount());
        System.arraycopy(b.faces(), 0, faces, a.triangleCount(), b.triangleCount());
        int[] triangles = Arrays.copyOf(a.triangles(), 3 * faces.length);
        for (int c = 0; c < b.triangles().length; c++) triangles[corners + c] = vertexOf[b.triangles()[c]];
        int[] border = new int[a.border().length + b.border().length - 2 * seam.length];
        int n = 0;
        int[] inner = seam.clone(), innerTwins = twins.clone();
        Arrays.sort(inner);
        Arrays.sort(innerTwins);
        for (int c : a.border()) if (Arrays.binarySearch(inner, c) < 0) border[n++] = c;
        for (int c : b.border()) if (Arrays.binarySearch(innerTwins, c) < 0) border[n++] = corners + c;
        return new Chart(faces, triangles, source, border, uv);
    }

    /** The rotation and shift that bring b's welded vertices nearest to a's: cosine, sine, x, y. */
    private static double[] fit(double[] a, double[] b, int[] welded) {
        double ax = 0, ay = 0, bx = 0, by = 0;
        int n = 0;
        for (int v = 0; v < welded.length; v++) {
            if (welded[v] < 0) continue;
            ax += a[2 * welded[v]];
            ay += a[2 * welded[v] + 1];
            bx += b[2 * v];
            by += b[2 * v + 1];
            n++;
        }
        ax /= n;
        ay /= n;
        bx /= n;
        by /= n;
        double cos = 0, sin = 0;
        for (int v = 0; v < welded.length; v++) {
            if (welded[v] < 0) continue;
            double px = b[2 * v] - bx, py = b[2 * v + 1] - by;
            double qx = a[2 * welded[v]] - ax, qy = a[2 * welded[v] + 1] - ay;
            cos += px * qx + py * qy;
            sin += px * qy - py * qx;
        }
        double length = Math.hypot(cos, sin);
        cos = length > 0 ? cos / length : 1;
        sin = length > 0 ? sin / length : 0;
        return new double[]{cos, sin, ax - cos * bx + sin * by, ay - sin * bx - cos * by};
    }
}
