// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * The times a flow is integrated at: evenly spaced from 1 to 0, then shifted towards the noise by rescale_t. Computed
 * in double in the reference's order of operations, because a step counts as guided by an exact comparison: with 12
 * steps and rescale_t 3 the ninth time is exactly 0.6, the lower end of the guidance interval.
 *
 * <p>
 * Reference: TRELLIS.2 {@code pipelines/samplers/flow_euler.py}; time shift as in Esser et al., "Scaling Rectified Flow
 * Transformers" (2024).
 */
public final class EulerSchedule {
    private EulerSchedule() {}

    /** {@code steps + 1} falling times from 1 to 0. */
    public static double[] times(int steps, double rescaleT) {
        double[] times = new double[steps + 1];
        double step = -1.0 / steps;
        for (int i = 0; i < steps; i++) {
            double base = i * step + 1;
            times[i] = rescaleT * base / (1 + (rescaleT - 1) * base);
        }
        return times;
    }
}
