// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts a chart across its longest principal axis at the median face; each connected piece becomes a chart. */
final class ChartSplitting {
    private static final int POWER_STEPS = 16;

    private ChartSplitting() {}

    /**
     * The pieces, at least two when the chart has two faces.
     *
     * @param slotOf
     *            per face of the mesh its place in {@code faces}, valid for these faces
     * @param chartOf
     *            per face of the mesh a number that is equal for exactly these faces
     */
    static List<int[]> halve(FaceGeometry geometry, int[] faces, int[] chartOf, int[] slotOf) {
        int n = faces.length;
        double[] along = alongAxis(geometry, faces);
        double[] sorted = along.clone();
        Arrays.sort(sorted);
        double median = sorted[n / 2];
        boolean[] side = new boolean[n];
        boolean mixed = false;
        for (int i = 0; i < n; i++) {
            side[i] = along[i] >= median;
            mixed |= side[i] != side[0];
        }
        if (!mixed) { for (int i = 0; i < n; i++) side[i] = i >= n / 2; }
        List<int[]> pieces = new ArrayList<>();
        boolean[] seen = new boolean[n];
        int[] queue = new int[n];
        int chart = chartOf[faces[0]];
        for (int seed = 0; seed < n; seed++) {
            if (seen[seed]) continue;
            int read = 0, write = 0;
            queue[write++] = seed;
            seen[seed] = true;
            while (read < write) {
                int i = queue[read++];
                for (int k = 0; k < 3; k++) {
                    int o = geometry.opposite()[3 * faces[i] + k];
                    if (o < 0 || chartOf[o / 3] != chart) continue;
                    int j = slotOf[o / 3];
                    if (seen[j] || side[j] != side[i]) continue;
                    seen[j] = true;
                    queue[write++] = j;
                }
            }
            int[] piece = new int[write];
            for (int i = 0; i < write; i++) piece[i] = faces[queue[i]];
            Arrays.sort(piece);
            pieces.add(piece);
        }
        return pieces;
    }

    private static double[] alongAxis(FaceGeometry geometry, int[] faces) {
        int n = faces.length;
        double[] centre = new double[3 * n];
        double[] mean = new double[3];
        float[] p = geometry.mesh().positions();
        int[] t = geometry.mesh().triangles();
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 3; k++) {
                int f = 3 * faces[i];
                centre[3 * i + k] = ((double) p[3 * t[f] + k] + p[3 * t[f + 1] + k] + p[3 * t[f + 2] + k]) / 3;
                mean[k] += centre[3 * i + k] / n;
            }
        }
        double[] covariance = new double[9];
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 9; k++) {
                covariance[k] += (centre[3 * i + k / 3] - mean[k / 3]) * (centre[3 * i + k % 3] - mean[k % 3]);
            }
        }
        double[] axis = {0.7, 0.6, 0.5};
        for (int step = 0; step < POWER_STEPS; step++) {
            double[] y = new double[3];
            for (int k = 0; k < 9; k++) y[k / 3] += covariance[k] * axis[k % 3];
            double length = Math.sqrt(y[0] * y[0] + y[1] * y[1] + y[2] * y[2]);
            if (!(length > 0)) break;
            for (int k = 0; k < 3; k++) axis[k] = y[k] / length;
        }
        double[] along = new double[n];
        for (int i = 0; i < n; i++) { for (int k = 0; k < 3; k++) along[i] += (centre[3 * i + k] - mean[k]) * axis[k]; }
        return along;
    }
}
