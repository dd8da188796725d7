// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** Bounding boxes of points: low xyz, high xyz. Points with a NaN x are left out. */
public final class Boxes {
    private Boxes() {}

    public static float[] of(float[] p) {
        float[] box = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, -Float.MAX_VALUE,
                -Float.MAX_VALUE};
        for (int i = 0; i < p.length; i += 3) {
            if (Float.isNaN(p[i])) continue;
            for (int k = 0; k < 3; k++) {
                box[k] = Math.min(box[k], p[i + k]);
                box[3 + k] = Math.max(box[3 + k], p[i + k]);
            }
        }
        return box;
    }

    /** Longest side. */
    public static double extent(float[] box) {
        double extent = 0;
        for (int k = 0; k < 3; k++) extent = Math.max(extent, (double) box[3 + k] - box[k]);
        return extent;
    }
}
