// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import java.util.Arrays;

/**
 * Turns the few triangles back that {@link ArapFlattening} leaves flipped. Vertices of such triangles try the mean of
 * their neighbours, whole and by halves, and move when the worst triangle around them gets better. ARAP flips a handful
 * of triangles at folds of noisy surfaces; without this step the whole chart had to be cut (a coarse gyroid: 3380 charts
 * instead of the number below a thousand that a fine one has).
 */
final class ChartUntangling {
    private static final int SWEEPS = 30;
    /** Above this share of flipped triangles the chart does not want to lie flat. */
    private static final double FEW = 0.02;
    /** Smallest area in the plane, as a share of the area in space, that a mended triangle needs. */
    private static final double GOOD = 0.05;

    private final FaceGeometry geometry;
    private final Chart chart;
    private final int[] start;
    private final int[] fans;

    private ChartUntangling(FaceGeometry geometry, Chart chart) {
        this.geometry = geometry;
        this.chart = chart;
        start = new int[chart.vertexCount() + 1];
        for (int v : chart.triangles()) start[v + 1]++;
        for (int v = 0; v < chart.vertexCount(); v++) start[v + 1] += start[v];
        fans = new int[chart.triangles().length];
        int[] fill = Arrays.copyOf(start, chart.vertexCount());
        for (int c = 0; c < fans.length; c++) fans[fill[chart.triangles()[c]]++] = c / 3;
    }

    /** Mends {@code chart.uv()} in place; does nothing when too much is flipped. */
    static void mend(FaceGeometry geometry, Chart chart) {
        int flips = ChartValidity.flips(geometry, chart);
        if (flips == 0 || flips > Math.max(4, FEW * chart.triangleCount())) return;
        ChartUntangling mending = new ChartUntangling(geometry, chart);
        for (int sweep = 0; sweep < SWEEPS; sweep++) { if (!mending.sweep()) return; }
    }

    private boolean sweep() {
        boolean moved = false;
        for (int i = 0; i < chart.triangleCount(); i++) {
            if (quality(i) >= GOOD) continue;
            for (int k = 0; k < 3; k++) moved |= improve(chart.triangles()[3 * i + k]);
        }
        return moved;
    }

    /** Area in the plane over area in space; degenerate triangles never matter. */
    private double quality(int triangle) {
        double area = geometry.area(chart.faces()[triangle]);
        return area > geometry.tinyArea() ? chart.doubleArea(triangle) / 2 / area : Double.POSITIVE_INFINITY;
    }

    private double worst(int v) {
        double worst = Double.POSITIVE_INFINITY;
        for (int i = start[v]; i < start[v + 1]; i++) worst = Math.min(worst, quality(fans[i]));
        return worst;
    }

    private boolean improve(int v) {
        double[] uv = chart.uv();
        double x = 0, y = 0;
        int count = 0;
        for (int i = start[v]; i < start[v + 1]; i++) {
            for (int k = 0; k < 3; k++) {
                int other = chart.triangles()[3 * fans[i] + k];
                if (other == v) continue;
                x += uv[2 * other];
                y += uv[2 * other + 1];
                count++;
            }
        }
        double oldX = uv[2 * v], oldY = uv[2 * v + 1], best = worst(v), bestX = oldX, bestY = oldY;
        boolean better = false;
        for (double share = 1; share >= 0.2; share /= 2) {
            uv[2 * v] = oldX + share * (x / count - oldX);
            uv[2 * v + 1] = oldY + share * (y / count - oldY);
            double quality = worst(v);
            if (quality <= best + 1e-3) continue;
            best = quality;
            bestX = uv[2 * v];
            bestY = uv[2 * v + 1];
            better = true;
        }
        uv[2 * v] = bestX;
        uv[2 * v + 1] = bestY;
        return better;
    }
}
