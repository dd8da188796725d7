// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * How one stage is sampled.
 *
 * @param steps
 *            number of Euler steps
 * @param rescaleT
 *            time shift, see {@link EulerSchedule}
 * @param guidanceStrength
 *            w of classifier-free guidance inside the interval; 1 outside
 * @param guidanceRescale
 *            share of the spread correction, in [0, 1]
 * @param intervalLow
 *            lowest guided time
 * @param intervalHigh
 *            highest guided time
 * @param sigmaMin
 *            noise left at time 0
 */
public record SamplerSettings(int steps, double rescaleT, double guidanceStrength, double guidanceRescale,
        double intervalLow, double intervalHigh, double sigmaMin) {}
