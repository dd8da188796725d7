// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;

/** Full-covariance Gaussian mixture of three-channel colours; learned by k-means, then one hard assignment a round. */
final class GaussianMixture {
    private static final int COMPONENTS = 5;
    private static final int KMEANS_ROUNDS = 10;
    private static final double REGULARISATION = 4;

    private final double[][] mean = new double[COMPONENTS][3];
    /** Upper triangle of the inverse covariances: xx, xy, xz, yy, yz, zz. */
    private final double[][] inverse = new double[COMPONENTS][6];
    private final double[] logFactor = new double[COMPONENTS];

    private GaussianMixture() {}

    /** Clusters those pixels by k-means (farthest-point start) and fits a Gaussian to each cluster. */
    static GaussianMixture cluster(Plane[] colours, boolean[] members) {
        int n = members.length;
        double[][] centre = new double[COMPONENTS][3];
        double[] nearest = new double[n];
        Arrays.fill(nearest, Double.MAX_VALUE);
        double[] average = new double[3];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (!members[i]) continue;
            for (int c = 0; c < 3; c++) average[c] += colours[c].values()[i];
            count++;
        }
        for (int c = 0; c < 3; c++) centre[0][c] = average[c] / Math.max(1, count);
        for (int k = 1; k < COMPONENTS; k++) {
            int farthest = -1;
            for (int i = 0; i < n; i++) {
                if (!members[i]) continue;
                nearest[i] = Math.min(nearest[i], squared(colours, i, centre[k - 1]));
                if (farthest < 0 || nearest[i] > nearest[farthest]) farthest = i;
            }
            for (int c = 0; c < 3; c++) centre[k][c] = farthest < 0 ? 0 : colours[c].values()[farthest];
        }
        int[] label = new int[n];
        for (int round = 0; round < KMEANS_ROUNDS; round++) {
            double[][] sum = new double[COMPONENTS][4];
            for (int i = 0; i < n; i++) {
                if (!members[i]) continue;
                int best = 0;
                for (int k = 1; k < COMPONENTS; k++) {
                    if (squared(colours, i, centre[k]) < squared(colours, i, centre[best])) best = k;
                }
                label[i] = best;
                for (int c = 0; c < 3; c++) sum[best][c] += colours[c].values()[i];
                sum[best][3]++;
            }
            for (int k = 0; k < COMPONENTS; k++) {
                for (int c = 0; c < 3; c++) if (sum[k][3] > 0) centre[k][c] = sum[k][c] / sum[k][3];
            }
        }
        return fit(colours, members, label);
    }

    /** Assigns those pixels to this mixture's most likely components and fits anew. */
    GaussianMixture refit(Plane[] colours, boolean[] members) {
        int[] label = new int[members.length];
        for (int i = 0; i < label.length; i++) {
            if (!members[i]) continue;
            double best = Double.NEGATIVE_INFINITY;
            for (int k = 0; k < COMPONENTS; k++) {
                double l = logDensity(k, colours, i);
                if (l > best) {
                    best = l;
                    label[i] = k;
                }
            }
        }
        return fit(colours, members, label);
    }

    private static double squared(Plane[] colours, int i, double[] to) {
        double sum = 0;
        for (int c = 0; c < 3; c++) {
            double d = colours[c].values()[i] - to[c];
            sum += d * d;
        }
        return sum;
    }

    private static GaussianMixture fit(Plane[] colours, boolean[] members, int[] label) {
        double[][] sum = new double[COMPONENTS][10];
        int total = 0;
        for (int i = 0; i < members.length; i++) {
            if (!members[i]) continue;
            double[] s = sum[label[i]];
            double x = colours[0].values()[i];
            double y = colours[1].values()[i];
            double z = colours[2].values()[i];
            s[0]++;
            s[1] += x;
            s[2] += y;
            s[3] += z;
            s[4] += x * x;
            s[5] += x * y;
            s[6] += x * z;
            s[7] += y * y;
            s[8] += y * z;
            s[9] += z * z;
            total++;
        }
        GaussianMixture out = new GaussianMixture();
        for (int k = 0; k < COMPONENTS; k++) out.set(k, sum[k], total);
        return out;
    }

    private void set(int k, double[] s, int total) {
        double n = s[0];
        if (n == 0) {
            logFactor[k] = Double.NEGATIVE_INFINITY;
            return;
        }
        double x = s[1] / n;
        double y = s[2] / n;
        double z = s[3] / n;
        mean[k] = new double[]{x, y, z};
        double xx = s[4] / n - x * x + REGULARISATION;
        double xy = s[5] / n - x * y;
        double xz = s[6] / n - x * z;
        double yy = s[7] / n - y * y + REGULARISATION;
        double yz = s[8] / n - y * z;
        double zz = s[9] / n - z * z + REGULARISATION;
        double a = yy * zz - yz * yz;
        double b = yz * xz - xy * zz;
        double c = xy * yz - yy * xz;
        double det = xx * a + xy * b + xz * c;
        inverse[k] = new double[]{a / det, b / det, c / det, (xx * zz - xz * xz) / det, (xy * xz - xx * yz) / det,
                (xx * yy - xy * xy) / det};
        logFactor[k] = Math.log(n / total) - 0.5 * Math.log(det);
    }

    private double logDensity(int k, Plane[] colours, int i) {
        if (logFactor[k] == Double.NEGATIVE_INFINITY) return Double.NEGATIVE_INFINITY;
        double x = colours[0].values()[i] - mean[k][0];
        double y = colours[1].values()[i] - mean[k][1];
        double z = colours[2].values()[i] - mean[k][2];
        double[] v = inverse[k];
        return logFactor[k]
                - 0.5 * (v[0] * x * x + v[3] * y * y + v[5] * z * z + 2 * (v[1] * x * y + v[2] * x * z + v[4] * y * z));
    }

    /** Minus the logarithm of the density at a pixel's colour, up to a constant common to all mixtures. */
    double cost(Plane[] colours, int i) {
        double sum = 0;
        for (int k = 0; k < COMPONENTS; k++) sum += Math.exp(logDensity(k, colours, i));
        return -Math.log(Math.max(sum, 1e-60));
    }
}
