// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

/** Between stored bytes and amounts of light. */
final class ColorSpace {
    /** A byte as it is. */
    static final float[] IDENTITY = new float[256];
    /** An sRGB byte as linear light, 0 to 1. */
    static final float[] LINEAR = new float[256];
    private static final int STEPS = 4096;
    private static final float[] SRGB = new float[STEPS + 1];

    static {
        for (int i = 0; i < 256; i++) {
            double c = i / 255.0;
            IDENTITY[i] = i;
            LINEAR[i] = (float) (c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4));
        }
        for (int i = 0; i <= STEPS; i++) SRGB[i] = (float) (255 * encode((double) i / STEPS));
    }

    private ColorSpace() {}

    /** Linear light, 0 to 1, as an sRGB value, 0 to 255. */
    static float srgb(float light) {
        float at = Math.clamp(light, 0, 1) * STEPS;
        int i = Math.min((int) at, STEPS - 1);
        return SRGB[i] + (SRGB[i + 1] - SRGB[i]) * (at - i);
    }

    private static double encode(double c) { return c <= 0.0031308 ? 12.92 * c : 1.055 * Math.pow(c, 1 / 2.4) - 0.055; }
}
