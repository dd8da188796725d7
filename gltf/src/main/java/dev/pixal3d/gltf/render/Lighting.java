// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.render;

/**
 * Light on a surface: a key, a fill and a rim light that move with the camera, sky and ground. GGX with Smith's
 * visibility and Schlick's Fresnel term; ambient reflection by Karis's polynomial fit of the environment BRDF
 * ("Physically Based Shading on Mobile", 2014); colours beyond white are compressed without a change of hue as in the
 * Khronos PBR Neutral tone mapper. All colours linear.
 */
final class Lighting {
    /** Directions towards the lights in camera axes (right, up, backward), and their strength. */
    private static final float[][] LIGHTS = {{-0.45f, 0.60f, 0.66f, 2.0f}, {0.75f, 0.10f, 0.65f, 0.75f}, {0.25f, 0.55f,
            -0.80f, 0.7f}};
    private static final float SKY = 0.85f, GROUND = 0.38f;

    private final float[] toLight = new float[9];

    Lighting(double[] cameraAxes) {
        for (int i = 0; i < 3; i++) {
            float[] l = LIGHTS[i];
            float norm = (float) Math.sqrt(l[0] * l[0] + l[1] * l[1] + l[2] * l[2]);
            for (int k = 0; k < 3; k++) {
                toLight[3 * i + k] = (float) (l[0] * cameraAxes[k] + l[1] * cameraAxes[3 + k] + l[2] * cameraAxes[6
                        + k]) / norm;
            }
        }
    }

    /**
     * Shades a point.
     *
     * @param color
     *            base colour in, light out (tone mapped, 0 to 1)
     * @param n
     *            unit normal
     * @param v
     *            unit direction to the eye
     */
    void shade(float[] color, float metallic, float roughness, float occlusion, float[] n, float[] v) {
        float nv = Math.max(1e-3f, n[0] * v[0] + n[1] * v[1] + n[2] * v[2]);
        float rough = Math.max(0.06f, roughness), a = rough * rough, a2 = a * a, k = a / 2;
        float diffuse = 0, specular = 0, grazing = 0;
        for (int i = 0; i < 9; i += 3) {
            float lx = toLight[i], ly = toLight[i + 1], lz = toLight[i + 2];
            float nl = n[0] * lx + n[1] * ly + n[2] * lz;
            if (nl <= 0) continue;
            float hx = lx + v[0], hy = ly + v[1], hz = lz + v[2];
            float inv = 1 / (float) Math.sqrt(Math.max(1e-12f, hx * hx + hy * hy + hz * hz));
            float nh = (n[0] * hx + n[1] * hy + n[2] * hz) * inv, vh = (v[0] * hx + v[1] * hy + v[2] * hz) * inv;
            float d = nh * nh * (a2 - 1) + 1, strength = LIGHTS[i / 3][3] * nl;
            float lobe = a2 / (d * d) / (4 * (nl * (1 - k) + k) * (nv * (1 - k) + k));
            float w = 1 - Math.clamp(vh, 0, 1), w5 = w * w * w * w * w;
            diffuse += strength;
            specular += strength * lobe * (1 - w5);
            grazing += strength * lobe * w5;
        }
        float around = hemisphere(n[1]), mirror = hemisphere(2 * nv * n[1] - v[1]);
        float reflected = mirror + (around - mirror) * rough;
        float r0 = 1 - rough, r1 = 0.0425f - 0.0275f * rough, edge = Math.min(r0 * r0, (float) Math.exp(-6.43f * nv))
                * r0 + r1, scale = -1.04f * edge + 1.04f - 0.572f * rough, bias = 1.04f * edge - 0.04f + 0.022f * rough;
        float pi = (float) Math.PI;
        for (int c = 0; c < 3; c++) {
            float f0 = 0.04f + (color[c] - 0.04f) * metallic;
            float matte = color[c] * (1 - metallic) * (diffuse / pi + around * occlusion);
            float gloss = (f0 * specular + grazing) / pi + (f0 * scale + bias) * reflected * occlusion;
            color[c] = matte + gloss;
        }
        compress(color);
    }

    private static float hemisphere(float up) {
        return GROUND + (SKY - GROUND) * (0.5f + 0.5f * Math.clamp(up, -1, 1));
    }

    private static void compress(float[] c) {
        float start = 0.76f, peak = Math.max(c[0], Math.max(c[1], c[2]));
        if (peak < start) return;
        float d = 1 - start, now = 1 - d * d / (peak + d - start);
        float g = 1 - 1 / (0.15f * (peak - now) + 1);
        for (int k = 0; k < 3; k++) c[k] = c[k] * now / peak * (1 - g) + now * g;
    }
}
