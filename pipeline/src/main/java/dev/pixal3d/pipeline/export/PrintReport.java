// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a model that was written for printing will do.
 *
 * @param heightMm
 *            of the print
 * @param watertight
 *            whether the surface is closed, without edges of more than two faces
 * @param leastWallMm
 *            that was asked for; walls were thickened to it
 * @param thinnestMm
 *            wall thickness that 99 % of the surface reach; nothing above {@link #MEASURED_MM} is told apart
 * @param thinShare
 *            share of the surface with less than was asked for, or than {@link #USUAL_MM}
 * @param baseMm2
 *            flat area on the plate
 */
public record PrintReport(double heightMm, boolean watertight, Optional<Double> leastWallMm, double thinnestMm,
        double thinShare, double baseMm2, double volumeCm3) {
    /** What common printers need. */
    public static final double USUAL_MM = 1.2;
    /** Up to which walls are measured. */
    public static final double MEASURED_MM = 5;

    /** In one line for people. */
    String line() {
        return String.format(Locale.ROOT,
                "print: %.0f mm high, %s, walls from %.2f mm (%.1f %% of the surface below %.1f mm), %.1f mm2 on the "
                        + "plate",
                heightMm, watertight ? "watertight" : "NOT watertight", thinnestMm, 100 * thinShare,
                leastWallMm.orElse(USUAL_MM), baseMm2);
    }

    /** As JSON values. */
    public Map<String, Object> json() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("height_mm", heightMm);
        map.put("watertight", watertight);
        leastWallMm.ifPresent(least -> map.put("min_wall_mm", least));
        map.put("thinnest_wall_mm", thinnestMm);
        map.put("thin_share", thinShare);
        map.put("base_mm2", baseMm2);
        map.put("volume_cm3", volumeCm3);
        return map;
    }
}
