// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * On which side of a plane or line a point lies, decided exactly for float coordinates: in plain double arithmetic
 * where its error bound suffices (Shewchuk, "Adaptive Precision Floating-Point Arithmetic and Fast Robust Geometric
 * Predicates"), else with the rounding errors of all products and sums carried along. Differences of floats are exact
 * in double unless one is 2^29 times smaller than the other; then it counts as rounded.
 */
final class Orientation {
    /** Relative error of the plain determinant. */
    private static final double PLAIN = 1e-15;
    /** Relative error of the determinant with carried errors. */
    private static final double CARRIED = 0x1p-96;

    private Orientation() {}

    /**
     * Side of d on the plane through a, b, c (vertex numbers in {@code p}).
     *
     * @return positive when a, b, c turn clockwise seen from d, 0 when all four lie in one plane
     */
    static int ofPlane(float[] p, int a, int b, int c, int d) {
        double ax = (double) p[3 * a] - p[3 * d];
        double ay = (double) p[3 * a + 1] - p[3 * d + 1];
        double az = (double) p[3 * a + 2] - p[3 * d + 2];
        double bx = (double) p[3 * b] - p[3 * d];
        double by = (double) p[3 * b + 1] - p[3 * d + 1];
        double bz = (double) p[3 * b + 2] - p[3 * d + 2];
        double cx = (double) p[3 * c] - p[3 * d];
        double cy = (double) p[3 * c + 1] - p[3 * d + 1];
        double cz = (double) p[3 * c + 2] - p[3 * d + 2];
        double bycz = by * cz;
        double bzcy = bz * cy;
        double bzcx = bz * cx;
        double bxcz = bx * cz;
        double bxcy = bx * cy;
        double bycx = by * cx;
        double det = ax * (bycz - bzcy) + ay * (bzcx - bxcz) + az * (bxcy - bycx);
        double permanent = Math.abs(ax) * (Math.abs(bycz) + Math.abs(bzcy))
                + Math.abs(ay) * (Math.abs(bzcx) + Math.abs(bxcz)) + Math.abs(az) * (Math.abs(bxcy) + Math.abs(bycx));
        if (Math.abs(det) > PLAIN * permanent) return det > 0 ? 1 : -1;
        if (permanent == 0) return 0;
        double[] sum = new double[2];
        add(sum, ax, by, cz);
        add(sum, -ax, bz, cy);
        add(sum, ay, bz, cx);
        add(sum, -ay, bx, cz);
        add(sum, az, bx, cy);
        add(sum, -az, by, cx);
        double exact = sum[0] + sum[1];
        return Math.abs(exact) <= CARRIED * permanent ? 0 : exact > 0 ? 1 : -1;
    }

    private static void add(double[] sum, double a, double b, double c) {
        double high = a * b;
        double low = Math.fma(a, b, -high);
        double hc = high * c;
        double lc = low * c;
        add(sum, hc);
        add(sum, Math.fma(high, c, -hc));
        add(sum, lc);
        add(sum, Math.fma(low, c, -lc));
    }

    private static void add(double[] sum, double x) {
        double s = sum[0] + x;
        double part = s - sum[0];
        sum[1] += (sum[0] - (s - part)) + (x - part);
        sum[0] = s;
    }

    /**
     * Side of c on the line from a to b in the plane of coordinates {@code i} and {@code j}.
     *
     * @return 1 to the left, -1 to the right, 0 on it
     */
    static int ofLine(float[] p, int a, int b, int c, int i, int j) {
        double ux = (double) p[3 * a + i] - p[3 * c + i];
        double uy = (double) p[3 * a + j] - p[3 * c + j];
        double vx = (double) p[3 * b + i] - p[3 * c + i];
        double vy = (double) p[3 * b + j] - p[3 * c + j];
        double first = ux * vy;
        double second = uy * vx;
        if (first != second) return first > second ? 1 : -1;
        return (int) Math.signum(Math.fma(ux, vy, -first) - Math.fma(uy, vx, -second));
    }
}
