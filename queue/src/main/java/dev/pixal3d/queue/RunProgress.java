// SPDX-License-Identifier: MIT
package dev.pixal3d.queue;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a run is.
 *
 * @param stage
 *            what is being done, e.g. "decimate"
 * @param step
 *            steps done of this stage
 * @param steps
 *            steps of this stage; 0 when unknown
 * @param fraction
 *            share done of the whole run, in [0, 1]
 * @param remaining
 *            estimated time to the end, once there is enough to estimate from
 */
public record RunProgress(String stage, int step, int steps, double fraction, Optional<Duration> remaining) {}
