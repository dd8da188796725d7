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

    /**
     * Around one triangle.
     *
     * @param t
     *            vertices of the faces, three each
     * @param boxes
     *            gets the six values from {@code at} on
     */
    public static void ofFace(float[] p, int[] t, int face, float[] boxes, int at) {
        int a = 3 * t[3 * face], b = 3 * t[3 * face + 1], c = 3 * t[3 * face + 2];
        for (int k = 0; k < 3; k++) {
            boxes[at + k] = Math.min(p[a + k], Math.min(p[b + k], p[c + k]));
            boxes[at + 3 + k] = Math.max(p[a + k], Math.max(p[b + k], p[c + k]));
        }
    }

    /** Whether the boxes whose six values begin at a and b have a point in common. */
    static boolean meet(float[] boxes, int a, int b) {
        return boxes[a] <= boxes[b + 3] && boxes[b] <= boxes[a + 3] && boxes[a + 1] <= boxes[b + 4]
                && boxes[b + 1] <= boxes[a + 4] && boxes[a + 2] <= boxes[b + 5] && boxes[b + 2] <= boxes[a + 5];
    }

    /** Longest side. */
    public static double extent(float[] box) {
        double extent = 0;
        for (int k = 0; k < 3; k++) extent = Math.max(extent, (double) box[3 + k] - box[k]);
        return extent;
    }
}
