// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

/** Turns a flat chart so that the box around it has the least area. */
final class ChartRotation {
    /** Angles tried in a quarter turn. */
    private static final int ANGLES = 24;

    private ChartRotation() {}

    static void tighten(Chart chart) {
        double[] uv = chart.uv();
        double best = Double.POSITIVE_INFINITY, cos = 1, sin = 0;
        for (int i = 0; i < ANGLES; i++) {
            double c = Math.cos(Math.PI / 2 * i / ANGLES), s = Math.sin(Math.PI / 2 * i / ANGLES);
            double x0 = Double.POSITIVE_INFINITY, y0 = x0, x1 = Double.NEGATIVE_INFINITY, y1 = x1;
            for (int corner : chart.border()) {
                int v = 2 * chart.triangles()[corner];
                double x = c * uv[v] - s * uv[v + 1], y = s * uv[v] + c * uv[v + 1];
                x0 = Math.min(x0, x);
                x1 = Math.max(x1, x);
                y0 = Math.min(y0, y);
                y1 = Math.max(y1, y);
            }
            double area = (x1 - x0) * (y1 - y0);
            if (area < best * (1 - 1e-9)) {
                best = area;
                cos = c;
                sin = s;
            }
        }
        for (int v = 0; v < uv.length; v += 2) {
            double x = uv[v], y = uv[v + 1];
            uv[v] = cos * x - sin * y;
            uv[v + 1] = sin * x + cos * y;
        }
    }
}
