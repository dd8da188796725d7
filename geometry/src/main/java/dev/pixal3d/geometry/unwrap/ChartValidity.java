// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.FaceAdjacency;
import java.util.Optional;

/**
 * Whether a flat chart covers the plane once. A map without flipped triangles whose inner vertices are surrounded once
 * and whose border does not cross itself is injective, so three linear tests replace a search over pairs of triangles:
 * signs of areas, angle sums, and border crossings over a grid.
 */
final class ChartValidity {
    /** Beyond this many segment pairs per border edge the border is a knot: the chart is split, not searched. */
    private static final long PAIRS_PER_EDGE = 400;

    private ChartValidity() {}

    /** Triangles that are turned over or have lost their area. */
    static int flips(FaceGeometry geometry, Chart chart) {
        int flips = 0;
        for (int i = 0; i < chart.triangleCount(); i++) {
            double area = geometry.area(chart.faces()[i]);
            if (area > geometry.tinyArea() && chart.doubleArea(i) <= 1e-3 * area) flips++;
        }
        return flips;
    }

    /** Area-weighted coefficient of variation of texel density, when the chart's area is right as a whole. */
    static double densitySpread(FaceGeometry geometry, Chart chart) {
        double squares = 0, total = 0;
        for (int i = 0; i < chart.triangleCount(); i++) {
            double area = geometry.area(chart.faces()[i]);
            if (!(area > geometry.tinyArea())) continue;
            double density = chart.doubleArea(i) / 2 / area;
            squares += area * (density - 1) * (density - 1);
            total += area;
        }
        return total > 0 ? Math.sqrt(squares / total) : 0;
    }

    /**
     * L2 stretch (Sander et al. 2001) when the chart's area is right as a whole: the root of the mean squared length of
     * the images of unit vectors of the plane. Sees the shear that the density does not.
     */
    static double stretch(FaceGeometry geometry, Chart chart) {
        float[] p = geometry.mesh().positions();
        double[] uv = chart.uv();
        int[] t = chart.triangles();
        double squares = 0, total = 0;
        for (int i = 0; i < chart.triangleCount(); i++) {
            double area = geometry.area(chart.faces()[i]);
            if (!(area > geometry.tinyArea())) continue;
            int a = t[3 * i], b = t[3 * i + 1], c = t[3 * i + 2];
            double s1 = uv[2 * b] - uv[2 * a], t1 = uv[2 * b + 1] - uv[2 * a + 1];
            double s2 = uv[2 * c] - uv[2 * a], t2 = uv[2 * c + 1] - uv[2 * a + 1];
            double det = s1 * t2 - s2 * t1, sum = 0;
            for (int k = 0; k < 3; k++) {
                double from = p[3 * chart.source()[a] + k];
                double e1 = p[3 * chart.source()[b] + k] - from, e2 = p[3 * chart.source()[c] + k] - from;
                double ds = (t2 * e1 - t1 * e2) / det, dt = (s1 * e2 - s2 * e1) / det;
                sum += ds * ds + dt * dt;
            }
            squares += area * sum / 2;
            total += area;
        }
        return total > 0 ? Math.sqrt(squares / total) : 1;
    }

    /** Two triangles of a chart, or twice -1. */
    record Pair(int a, int b) {
        static final Pair UNKNOWN = new Pair(-1, -1);
    }

    /** Where a chart without flips covers some place twice: two triangles there, when they are known. */
    static Optional<Pair> overlap(Chart chart) {
        if (chart.triangleCount() == 1) return Optional.empty();
        return wound(chart) ? Optional.of(Pair.UNKNOWN) : crossing(chart);
    }

    /** Whether the triangles around a vertex go round it more than once. */
    private static boolean wound(Chart chart) {
        double[] angle = new double[chart.vertexCount()];
        double[] uv = chart.uv();
        int[] t = chart.triangles();
        for (int i = 0; i < t.length; i += 3) {
            for (int k = 0; k < 3; k++) {
                int a = 2 * t[i + k], b = 2 * t[i + (k + 1) % 3], c = 2 * t[i + (k + 2) % 3];
                double ux = uv[b] - uv[a], uy = uv[b + 1] - uv[a + 1];
                double vx = uv[c] - uv[a], vy = uv[c + 1] - uv[a + 1];
                angle[t[i + k]] += Math.abs(Math.atan2(ux * vy - uy * vx, ux * vx + uy * vy));
            }
        }
        for (double a : angle) { if (a > 2 * Math.PI + 0.5) return true; }
        return false;
    }

    private static Optional<Pair> crossing(Chart chart) {
        int[] border = chart.border();
        double[] uv = chart.uv();
        double minX = Double.POSITIVE_INFINITY, minY = minX, maxX = Double.NEGATIVE_INFINITY, maxY = maxX;
        for (int c : border) {
            int v = 2 * chart.triangles()[c];
            minX = Math.min(minX, uv[v]);
            maxX = Math.max(maxX, uv[v]);
            minY = Math.min(minY, uv[v + 1]);
            maxY = Math.max(maxY, uv[v + 1]);
        }
        double cell = Math.max(Math.max(maxX - minX, maxY - minY) / Math.clamp(border.length / 4, 1, 512), 1e-30);
        int columns = (int) ((maxX - minX) / cell) + 1, rows = (int) ((maxY - minY) / cell) + 1;
        int[] start = new int[columns * rows + 1];
        int[] items = new int[0];
        for (int pass = 0; pass < 2; pass++) {
            for (int i = 0; i < border.length; i++) {
                int a = 2 * chart.triangles()[border[i]], b = 2 * chart.triangles()[FaceAdjacency.next(border[i])];
                int x0 = (int) ((Math.min(uv[a], uv[b]) - minX) / cell);
                int x1 = (int) ((Math.max(uv[a], uv[b]) - minX) / cell);
                int y0 = (int) ((Math.min(uv[a + 1], uv[b + 1]) - minY) / cell);
                int y1 = (int) ((Math.max(uv[a + 1], uv[b + 1]) - minY) / cell);
                for (int y = y0; y <= y1; y++) {
                    for (int x = x0; x <= x1; x++) {
                        if (pass == 0) start[y * columns + x]++;
                        else items[--start[y * columns + x]] = i;
                    }
                }
            }
            if (pass == 0) {
                for (int i = 0; i < columns * rows; i++) start[i + 1] += start[i];
                items = new int[start[columns * rows]];
            }
        }
        long budget = PAIRS_PER_EDGE * border.length;
        for (int i = 0; i < columns * rows; i++) {
            int size = start[i + 1] - start[i];
            budget -= (long) size * (size - 1) / 2;
            if (budget < 0) return Optional.of(Pair.UNKNOWN);
            for (int j = start[i]; j < start[i + 1]; j++) {
                for (int k = start[i]; k < j; k++) {
                    int c = border[items[j]], d = border[items[k]];
                    if (cross(chart, c, d)) return Optional.of(new Pair(c / 3, d / 3));
                }
            }
        }
        return Optional.empty();
    }

    private static boolean cross(Chart chart, int c, int d) {
        int a0 = chart.triangles()[c], a1 = chart.triangles()[FaceAdjacency.next(c)];
        int b0 = chart.triangles()[d], b1 = chart.triangles()[FaceAdjacency.next(d)];
        if (a0 == b0 || a0 == b1 || a1 == b0 || a1 == b1) return false;
        double[] uv = chart.uv();
        return side(uv, a0, a1, b0) * side(uv, a0, a1, b1) < 0 && side(uv, b0, b1, a0) * side(uv, b0, b1, a1) < 0;
    }

    private static double side(double[] uv, int a, int b, int p) {
        return Math.signum((uv[2 * b] - uv[2 * a]) * (uv[2 * p + 1] - uv[2 * a + 1])
                - (uv[2 * b + 1] - uv[2 * a + 1]) * (uv[2 * p] - uv[2 * a]));
    }
}
