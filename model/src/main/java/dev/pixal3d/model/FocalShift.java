// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * Focal length and depth shift of a point map: the shift s for which the points, seen by a pinhole camera of the best
 * focal length f(s), fall on their pixels; least squares over one unknown, stopped as early as the reference stops.
 *
 * <p>
 * Reference: MoGe {@code utils/geometry_numpy.py} (scipy {@code least_squares} with method "lm", ftol 1e-3); the
 * minimiser is MINPACK's lmdif (More, "The Levenberg-Marquardt Algorithm", 1978) written for one unknown. A plainly
 * converged Gauss-Newton differs by up to 5e-4 relative, because ftol stops lmdif before the optimum.
 */
public final class FocalShift {
    /** Samples a side at most that the fit looks at. */
    static final int GRID = 64;
    private static final int LEAST_SAMPLES = 2;
    private static final double FTOL = 1e-3;
    private static final double XTOL = 1e-8;
    private static final double GTOL = 1e-8;
    private static final double STEP = 1.4901161193847656e-8;
    private static final int MAX_EVALUATIONS = 200;

    /**
     * What was found.
     *
     * @param focal
     *            in units of half the picture's diagonal
     * @param shift
     *            added to all depths
     * @param samples
     *            masked pixels that were looked at; below 2 nothing could be fitted and the focal length is 1
     */
    public record Fit(double focal, double shift, int samples) {
        /** Whether there was enough to fit. */
        public boolean isFound() { return samples >= LEAST_SAMPLES; }

        /** Focal length as a share of the width. */
        public double focalX(double aspect) {
            return focal / 2 * Math.sqrt(1 + aspect * aspect) / aspect;
        }
    }

    private final double[] xy;
    private final double[] z;
    private final double[] uv;

    private FocalShift(double[] xy, double[] z, double[] uv) {
        this.xy = xy;
        this.z = z;
        this.uv = uv;
    }

    /** The row or column of sample i of {@link #GRID} on an axis with n pixels. */
    static int nearest(int i, int n) {
        return (int) Math.floor((double) i * n / GRID);
    }

    /** The picture coordinate of pixel i of n; the whole axis spans -span to span at the pixels' outer edges. */
    static float view(int i, int n, double span) {
        double edge = span * (n - 1) / n;
        return (float) (n == 1 ? -edge : -edge + 2 * edge * i / (n - 1));
    }

    /**
     * Fits a point map.
     *
     * @param points
     *            xyz of each pixel, rows from the top, length 3 w h
     * @param valid
     *            which pixels count, length w h
     */
    public static Fit fit(float[] points, boolean[] valid, int width, int height) {
        double aspect = (double) width / height;
        double spanX = aspect / Math.sqrt(1 + aspect * aspect);
        double spanY = 1 / Math.sqrt(1 + aspect * aspect);
        double[] xy = new double[2 * GRID * GRID];
        double[] z = new double[GRID * GRID];
        double[] uv = new double[2 * GRID * GRID];
        int count = 0;
        for (int i = 0; i < GRID; i++) {
            for (int j = 0; j < GRID; j++) {
                int row = nearest(i, height);
                int column = nearest(j, width);
                int at = row * width + column;
                if (!valid[at]) continue;
                xy[2 * count] = points[3 * at];
                xy[2 * count + 1] = points[3 * at + 1];
                z[count] = points[3 * at + 2];
                uv[2 * count] = view(column, width, spanX);
                uv[2 * count + 1] = view(row, height, spanY);
                count++;
            }
        }
        if (count < LEAST_SAMPLES) return new Fit(1, 0, count);
        FocalShift problem = new FocalShift(java.util.Arrays.copyOf(xy, 2 * count), java.util.Arrays.copyOf(z, count),
                java.util.Arrays.copyOf(uv, 2 * count));
        double shift = problem.minimise();
        return new Fit((float) problem.focal(problem.project(shift)), shift, count);
    }

    private double[] project(double shift) {
        double[] p = new double[xy.length];
        for (int i = 0; i < p.length; i++) p[i] = xy[i] / (z[i / 2] + shift);
        return p;
    }

    private double focal(double[] p) {
        double along = 0;
        double square = 0;
        for (int i = 0; i < p.length; i++) {
            along += p[i] * uv[i];
            square += p[i] * p[i];
        }
        return along / square;
    }

    private double[] residual(double shift) {
        double[] p = project(shift);
        double f = focal(p);
        for (int i = 0; i < p.length; i++) p[i] = f * p[i] - uv[i];
        return p;
    }

    private double minimise() {
        double x = 0;
        double[] f = residual(x);
        double norm = norm(f);
        double par = 0;
        double delta = 100;
        boolean first = true;
        int evaluations = 1;
        while (true) {
            double h = x == 0 ? STEP : STEP * Math.abs(x);
            double[] ahead = residual(x + h);
            evaluations++;
            double jj = 0;
            double jf = 0;
            for (int i = 0; i < f.length; i++) {
                double slope = (ahead[i] - f[i]) / h;
                jj += slope * slope;
                jf += slope * f[i];
            }
            double j = Math.sqrt(jj);
            double g = j == 0 ? 0 : jf / j;
            if (norm == 0 || Math.abs(g / norm) <= GTOL) return x;
            while (true) {
                double[] step = step(j, g, delta, par);
                double p = step[0];
                par = step[1];
                if (first) delta = Math.min(delta, Math.abs(p));
                double[] f1 = residual(x + p);
                double norm1 = norm(f1);
                evaluations++;
                double actual = 0.1 * norm1 < norm ? 1 - norm1 / norm * (norm1 / norm) : -1;
                double a = j * Math.abs(p) / norm * (j * Math.abs(p) / norm);
                double b = par * (p / norm) * (p / norm);
                double predicted = a + 2 * b;
                double ratio = predicted != 0 ? actual / predicted : 0;
                if (ratio <= 0.25) {
                    double slope = -(a + b);
                    double t = actual >= 0 ? 0.5 : 0.5 * slope / (slope + 0.5 * actual);
                    if (0.1 * norm1 >= norm || t < 0.1) t = 0.1;
                    delta = t * Math.min(delta, 10 * Math.abs(p));
                    par /= t;
                } else if (par == 0 || ratio >= 0.75) {
                    delta = 2 * Math.abs(p);
                    par *= 0.5;
                }
                boolean accepted = ratio >= 1e-4;
                if (accepted) {
                    x += p;
                    f = f1;
                    norm = norm1;
                    first = false;
                }
                boolean flat = Math.abs(actual) <= FTOL && predicted <= FTOL && ratio <= 2;
                if (flat || delta <= XTOL * Math.abs(x) || evaluations >= MAX_EVALUATIONS || !Double.isFinite(norm1))
                    return x;
                if (accepted) break;
            }
        }
    }

    /** Step and damping inside the trust region. */
    private static double[] step(double j, double g, double delta, double damping) {
        double p = -g / j;
        double excess = Math.abs(p) - delta;
        if (excess <= 0.1 * delta) return new double[]{p, 0};
        double low = excess / delta * j * j;
        double high = j * Math.abs(g) / delta;
        double par = Math.clamp(damping, Math.min(low, high), Math.max(low, high));
        if (par == 0) par = j * Math.abs(g) / Math.abs(p);
        for (int i = 0; i < 10; i++) {
            p = -j * g / (j * j + par);
            excess = Math.abs(p) - delta;
            if (Math.abs(excess) <= 0.1 * delta) break;
            if (excess > 0) low = Math.max(low, par);
            else high = Math.min(high, par);
            par = Math.max(low, par + excess / delta * (j * j + par));
        }
        return new double[]{p, par};
    }

    private static double norm(double[] v) {
        double sum = 0;
        for (double d : v) sum += d * d;
        return Math.sqrt(sum);
    }
}
