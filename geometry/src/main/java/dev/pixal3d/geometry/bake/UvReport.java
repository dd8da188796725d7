// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Arrays;

/**
 * Measures of a UV layout.
 *
 * @param charts
 *            number of charts
 * @param atlasUse
 *            share of the unit square that triangles cover
 * @param overlap
 *            share of covered texels whose centre lies inside more than one triangle
 * @param densitySpread
 *            area-weighted coefficient of variation of texel density
 * @param stretch
 *            L2 stretch of Sander et al., "Texture Mapping Progressive Meshes"; 1 is an isometry
 * @param flips
 *            triangles turned against their chart or without area in UV, degenerate ones left out
 * @param minGap
 *            fewest free texels along a row or column between two charts; the texture size when there are none
 */
public record UvReport(int charts, double atlasUse, double overlap, double densitySpread, double stretch, int flips,
        int minGap) {
    /** Coordinates are floats: nearer to an edge than this (in texels) a centre may lie on either side. */
    private static final double EDGE = 2e-3;

    /** Measures at the resolution of the texture. */
    public static UvReport of(UnwrappedMesh mesh, int textureSize, Parallel parallel) {
        int[] chart = new int[textureSize * textureSize];
        byte[] layers = new byte[textureSize * textureSize];
        Arrays.fill(chart, -1);
        UvRaster.cover(mesh.uvs(), mesh.triangles(), textureSize, 0, parallel, (t, y, x0, x1) -> Arrays.fill(chart,
                y * textureSize + x0, y * textureSize + x1, mesh.chartOfTriangle()[t]));
        UvRaster.cover(mesh.uvs(), mesh.triangles(), textureSize, -EDGE, parallel, (_, y, x0, x1) -> {
            for (int i = y * textureSize + x0; i < y * textureSize + x1; i++) { if (layers[i] < 2) layers[i]++; }
        });
        long covered = 0, twice = 0;
        for (int i = 0; i < chart.length; i++) {
            if (chart[i] >= 0) covered++;
            if (layers[i] > 1) twice++;
        }
        Stretch s = Stretch.of(mesh);
        return new UvReport(mesh.stats().charts(), s.flatArea, covered > 0 ? (double) twice / covered : 0, s.spread,
                s.stretch, s.flips, minGap(chart, textureSize));
    }

    private static int minGap(int[] chart, int size) {
        int least = size;
        for (int line = 0; line < 2 * size; line++) {
            int step = line < size ? 1 : size, at = line < size ? line * size : line - size;
            int last = -1, since = 0;
            for (int i = 0; i < size; i++, at += step) {
                if (chart[at] < 0) {
                    since++;
                    continue;
                }
                if (last >= 0 && last != chart[at]) least = Math.min(least, since);
                last = chart[at];
                since = 0;
            }
        }
        return least;
    }

    private record Stretch(double flatArea, double spread, double stretch, int flips) {
        static Stretch of(UnwrappedMesh mesh) {
            int n = mesh.triangleCount();
            double[] area = new double[n], flat = new double[n], energy = new double[n];
            double[] chartSign = new double[mesh.stats().charts()];
            double surface = 0, plane = 0;
            for (int t = 0; t < n; t++) {
                measure(mesh, t, area, flat, energy);
                surface += area[t];
                plane += Math.abs(flat[t]);
                chartSign[mesh.chartOfTriangle()[t]] += flat[t];
            }
            double tiny = surface * 1e-9 / Math.max(1, n), mean = plane / surface;
            double squares = 0, stretch = 0, counted = 0;
            int flips = 0;
            for (int t = 0; t < n; t++) {
                if (!(area[t] > tiny)) continue;
                if (flat[t] * chartSign[mesh.chartOfTriangle()[t]] <= 0) flips++;
                double density = Math.abs(flat[t]) / area[t] / mean;
                squares += area[t] * (density - 1) * (density - 1);
                stretch += area[t] * Math.min(energy[t] * mean, 1e6);
                counted += area[t];
            }
            boolean none = !(counted > 0);
            return new Stretch(plane, none ? 0 : Math.sqrt(squares / counted), none ? 1 : Math.sqrt(stretch / counted),
                    flips);
        }

        /** Areas in space and plane, and the mean squared length of the images of unit vectors of the plane. */
        private static void measure(UnwrappedMesh mesh, int t, double[] area, double[] flat, double[] energy) {
            float[] p = mesh.positions(), uv = mesh.uvs();
            int a = mesh.triangles()[3 * t], b = mesh.triangles()[3 * t + 1], c = mesh.triangles()[3 * t + 2];
            double s1 = (double) uv[2 * b] - uv[2 * a], t1 = (double) uv[2 * b + 1] - uv[2 * a + 1];
            double s2 = (double) uv[2 * c] - uv[2 * a], t2 = (double) uv[2 * c + 1] - uv[2 * a + 1];
            double det = s1 * t2 - s2 * t1;
            double uu = 0, uvv = 0, vv = 0, sum = 0;
            for (int k = 0; k < 3; k++) {
                double e1 = (double) p[3 * b + k] - p[3 * a + k], e2 = (double) p[3 * c + k] - p[3 * a + k];
                uu += e1 * e1;
                uvv += e1 * e2;
                vv += e2 * e2;
                double ds = (t2 * e1 - t1 * e2) / det, dt = (s1 * e2 - s2 * e1) / det;
                sum += ds * ds + dt * dt;
            }
            area[t] = Math.sqrt(Math.max(0, uu * vv - uvv * uvv)) / 2;
            flat[t] = det / 2;
            energy[t] = det == 0 ? Double.POSITIVE_INFINITY : sum / 2;
        }
    }
}
