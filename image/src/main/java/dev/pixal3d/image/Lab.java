// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/** CIE L*a*b* (D65 white, L in [0, 100]) of sRGB colours, the space in which distances are about as we see them. */
public final class Lab {
    private static final int STEPS = 4096;

    private Lab() {}

    /** Converts R, G, B planes in [0, 1] to L, a, b planes. */
    public static Plane[] of(Plane[] rgb) {
        float[] linear = new float[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            double v = i / (double) STEPS;
            linear[i] = (float) (v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4));
        }
        float[] root = new float[STEPS + 1];
        for (int i = 0; i <= STEPS; i++) {
            double v = i / (double) STEPS;
            root[i] = (float) (v > 0.008856 ? Math.cbrt(v) : 7.787 * v + 16.0 / 116);
        }
        Plane[] lab = new Plane[3];
        for (int c = 0; c < 3; c++) lab[c] = new Plane(rgb[0].width(), rgb[0].height());
        for (int i = 0; i < lab[0].values().length; i++) {
            float r = look(linear, rgb[0].values()[i]);
            float g = look(linear, rgb[1].values()[i]);
            float b = look(linear, rgb[2].values()[i]);
            float x = look(root, (0.412453f * r + 0.357580f * g + 0.180423f * b) / 0.950456f);
            float y = look(root, 0.212671f * r + 0.715160f * g + 0.072169f * b);
            float z = look(root, (0.019334f * r + 0.119193f * g + 0.950227f * b) / 1.088754f);
            lab[0].values()[i] = 116 * y - 16;
            lab[1].values()[i] = 500 * (x - y);
            lab[2].values()[i] = 200 * (y - z);
        }
        return lab;
    }

    private static float look(float[] table, float v) {
        float t = Math.clamp(v, 0f, 1f) * STEPS;
        int i = Math.min((int) t, STEPS - 1);
        return table[i] + (t - i) * (table[i + 1] - table[i]);
    }
}
