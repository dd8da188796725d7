// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.FaceAdjacency;
import java.util.Arrays;

/**
 * As-rigid-as-possible parameterisation (Liu et al., "A Local/Global Approach to Mesh Parameterization"): alternates
 * the best rotation of each triangle with one linear solve for all vertices. The matrix never changes, so it is
 * factorised once; a step then costs two triangular solves. Starts from the flat positions the chart already has.
 *
 * <p>
 * Conjugate gradients with a Jacobi preconditioner were tried first: 200 steps for each of six solves made one chart of
 * 30,000 faces cost more than all others together.
 */
final class ArapFlattening {
    private static final double MIN_WEIGHT = 1e-3;
    private static final double MAX_WEIGHT = 50;
    /** Stop when no vertex moves farther than this share of the chart's extent. */
    private static final double SETTLED = 1e-4;

    private final FaceGeometry geometry;
    private final Chart chart;
    /** Per triangle: length of the first edge, then x and y of the third corner. */
    private final double[] shape;
    /** Per corner: weight of the edge that starts there. */
    private final double[] weight;

    private ArapFlattening(FaceGeometry geometry, Chart chart) {
        this.geometry = geometry;
        this.chart = chart;
        int m = chart.triangleCount();
        shape = new double[3 * m];
        weight = new double[3 * m];
        float[] p = geometry.mesh().positions();
        int[] t = geometry.mesh().triangles();
        for (int i = 0; i < m; i++) {
            int f = 3 * chart.faces()[i];
            int a = 3 * t[f], b = 3 * t[f + 1], c = 3 * t[f + 2];
            double ux = (double) p[b] - p[a], uy = (double) p[b + 1] - p[a + 1], uz = (double) p[b + 2] - p[a + 2];
            double vx = (double) p[c] - p[a], vy = (double) p[c + 1] - p[a + 1], vz = (double) p[c + 2] - p[a + 2];
            double length = Math.sqrt(ux * ux + uy * uy + uz * uz);
            double twice = 2 * geometry.area(chart.faces()[i]);
            double along = length > 0 ? (ux * vx + uy * vy + uz * vz) / length : 0;
            double across = length > 0 ? twice / length : 0;
            shape[3 * i] = length;
            shape[3 * i + 1] = along;
            shape[3 * i + 2] = across;
            double dotA = length * along, dotB = length * (length - along);
            double dotC = along * (along - length) + across * across;
            weight[3 * i] = cotangent(dotC, twice);
            weight[3 * i + 1] = cotangent(dotA, twice);
            weight[3 * i + 2] = cotangent(dotB, twice);
        }
    }

    private static double cotangent(double dot, double cross) {
        return cross > 0 ? Math.clamp(0.5 * dot / cross, MIN_WEIGHT, MAX_WEIGHT) : MIN_WEIGHT;
    }

    /** Improves {@code chart.uv()} by at most {@code steps} steps. */
    static void flatten(FaceGeometry geometry, Chart chart, int steps) {
        new ArapFlattening(geometry, chart).run(steps);
    }

    private void run(int steps) {
        int n = chart.vertexCount();
        double[] uv = chart.uv();
        SparseCholesky factor = factorise();
        double extent = Math.sqrt(totalArea());
        double[] b = new double[2 * n];
        for (int step = 0; step < steps; step++) {
            rotations(b);
            factor.solve(b);
            double moved = 0;
            for (int i = 0; i < 2 * n; i++) moved = Math.max(moved, Math.abs(b[i] - uv[i]));
            System.arraycopy(b, 0, uv, 0, 2 * n);
            if (moved <= SETTLED * extent) break;
        }
    }

    private double totalArea() {
        double total = 0;
        for (int f : chart.faces()) total += geometry.area(f);
        return total;
    }

    private SparseCholesky factorise() {
        int n = chart.vertexCount();
        int[] t = chart.triangles();
        int[] degree = new int[n + 1];
        for (int c = 0; c < t.length; c++) {
            degree[t[c] + 1]++;
            degree[t[FaceAdjacency.next(c)] + 1]++;
        }
        for (int v = 0; v < n; v++) degree[v + 1] += degree[v];
        int[] fill = Arrays.copyOf(degree, n);
        int[] index = new int[degree[n]];
        double[] entry = new double[degree[n]];
        double[] diagonal = new double[n];
        for (int c = 0; c < t.length; c++) {
            int a = t[c], b = t[FaceAdjacency.next(c)];
            index[fill[a]] = b;
            entry[fill[a]++] = -weight[c];
            index[fill[b]] = a;
            entry[fill[b]++] = -weight[c];
            diagonal[a] += weight[c];
            diagonal[b] += weight[c];
        }
        // translations are free; hold the first vertex (the right-hand side holds it too)
        diagonal[0] += 1;
        return new SparseCholesky(degree, index, entry, diagonal,
                NestedDissection.order(chart.uv(), degree, index));
    }

    /** Local step: the right-hand side for each triangle's best rotation. */
    private void rotations(double[] b) {
        Arrays.fill(b, 0);
        int[] t = chart.triangles();
        double[] uv = chart.uv();
        double[] ex = new double[3];
        double[] ey = new double[3];
        for (int i = 0; i < chart.triangleCount(); i++) {
            ex[0] = shape[3 * i];
            ey[0] = 0;
            ex[1] = shape[3 * i + 1] - shape[3 * i];
            ey[1] = shape[3 * i + 2];
            ex[2] = -shape[3 * i + 1];
            ey[2] = -shape[3 * i + 2];
            double cos = 0, sin = 0;
            for (int k = 0; k < 3; k++) {
                int from = 2 * t[3 * i + k], to = 2 * t[3 * i + (k + 1) % 3];
                double dx = uv[to] - uv[from], dy = uv[to + 1] - uv[from + 1];
                double w = weight[3 * i + k];
                cos += w * (ex[k] * dx + ey[k] * dy);
                sin += w * (ex[k] * dy - ey[k] * dx);
            }
            double r = Math.sqrt(cos * cos + sin * sin);
            cos = r > 0 ? cos / r : 1;
            sin = r > 0 ? sin / r : 0;
            for (int k = 0; k < 3; k++) {
                int from = 2 * t[3 * i + k], to = 2 * t[3 * i + (k + 1) % 3];
                double w = weight[3 * i + k];
                double x = w * (cos * ex[k] - sin * ey[k]), y = w * (sin * ex[k] + cos * ey[k]);
                b[to] += x;
                b[to + 1] += y;
                b[from] -= x;
                b[from + 1] -= y;
            }
        }
        b[0] += uv[0];
        b[1] += uv[1];
    }
}
