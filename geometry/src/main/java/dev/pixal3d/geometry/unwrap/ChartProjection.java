// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

/** Flattens a chart by orthographic projection along its area-weighted mean normal. */
final class ChartProjection {
    private ChartProjection() {}

    /**
     * Fills {@code chart.uv()}.
     *
     * @return the smallest cosine between a face normal and the axis; 1 for a flat chart
     */
    static double project(FaceGeometry geometry, Chart chart) {
        double x = 0, y = 0, z = 0;
        for (int f : chart.faces()) {
            x += geometry.areaVector(f, 0);
            y += geometry.areaVector(f, 1);
            z += geometry.areaVector(f, 2);
        }
        double length = Math.sqrt(x * x + y * y + z * z);
        boolean none = !(length > 0);
        x = none ? 0 : x / length;
        y = none ? 0 : y / length;
        z = none ? 1 : z / length;
        double lowest = 1;
        for (int f : chart.faces()) {
            double area = geometry.area(f);
            if (!(area > geometry.tinyArea())) continue;
            lowest = Math.min(lowest, (geometry.areaVector(f, 0) * x + geometry.areaVector(f, 1) * y
                    + geometry.areaVector(f, 2) * z) / area);
        }
        // an orthonormal basis without a branch on the axis: Duff et al., "Building an Orthonormal Basis, Revisited"
        double sign = Math.copySign(1, z);
        double a = -1 / (sign + z), b = x * y * a;
        double ux = 1 + sign * x * x * a, uy = sign * b, uz = -sign * x;
        double vx = b, vy = sign + y * y * a, vz = -y;
        float[] p = geometry.mesh().positions();
        for (int i = 0; i < chart.vertexCount(); i++) {
            int s = 3 * chart.source()[i];
            chart.uv()[2 * i] = p[s] * ux + p[s + 1] * uy + p[s + 2] * uz;
            chart.uv()[2 * i + 1] = p[s] * vx + p[s + 1] * vy + p[s + 2] * vz;
        }
        return lowest;
    }
}
