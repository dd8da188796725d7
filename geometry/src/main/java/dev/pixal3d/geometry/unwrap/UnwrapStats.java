// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

/**
 * What unwrapping did.
 *
 * @param charts
 *            number of charts
 * @param texelsPerUnit
 *            texels per mesh unit
 * @param padding
 *            free texels around each chart
 * @param refinedCharts
 *            charts that had to be grouped anew or cut because they could not be laid flat
 * @param timedOut
 *            whether the time limit changed the result
 * @param stacked
 *            whether there were more charts than texels, so that charts share texels
 */
public record UnwrapStats(int charts, double texelsPerUnit, int padding, int refinedCharts, boolean timedOut,
        boolean stacked) {}
