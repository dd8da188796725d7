// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.GuidedFilter;
import dev.pixal3d.image.Plane;

/**
 * Surface detail from brightness: "dark is deep" (Langer, Bülthoff, "Depth discrimination from shading under diffuse
 * lighting", 2000). Bands of the square root of the luma, partly plain differences of Gaussians, partly edge-aware,
 * each limited against its own spread. The amount stays below 35 % of the half depth, fades out at the outline and is
 * reduced where it would be steeper than 45 degrees; without that limit side views show spikes. Re-integrating clamped
 * gradients by a Poisson solve looked the same.
 */
final class Relief {
    private static final double[][] BANDS = {{.006, .5}, {.012, .7}, {.024, .8}, {.048, .8}};
    private static final double[][] EDGES = {{.008, .002, .25}, {.02, .004, .35}, {.05, .01, .5}};
    private static final float CAP = 0.35f;

    private Relief() {}

    /**
     * Relief of one side from its shading.
     *
     * @param rgb
     *            the side's texture on the silhouette's grid
     * @param half
     *            half depth
     * @param amount
     *            1 for the pictured side
     * @return what to add to {@code half}, in the same units
     */
    static Plane of(Plane[] rgb, Silhouette silhouette, Plane half, ShapePrior.Kind kind, double amount) {
        int m = silhouette.size();
        boolean[] mask = silhouette.mask();
        Plane tone = Fields.luma(rgb);
        for (int i = 0; i < m * m; i++) { tone.values()[i] = (float) Math.sqrt(Fields.clip01(tone.values()[i])); }
        float[] raw = new float[m * m];
        addBands(tone, mask, m, raw);
        addEdges(tone, mask, m, raw);
        boolean lathe = kind == ShapePrior.Kind.LATHE;
        if (lathe) for (int i = 0; i < raw.length; i++) raw[i] *= 0.4f;
        Plane slow = Gaussian.blurMasked(new Plane(m, m, raw), Fields.of(mask, m), 0.1 * m, 1e-3);
        float[] fade = new float[m * m];
        for (int i = 0; i < raw.length; i++) {
            raw[i] -= 0.5f * slow.values()[i];
            fade[i] = Fields.smoothStep(silhouette.distance().values()[i] / (0.02f * m));
        }
        Plane relief = capped(raw, fade, half, (float) amount);
        Plane scaled = new Plane(m, m);
        for (int i = 0; i < raw.length; i++) scaled.values()[i] = relief.values()[i] * m;
        Plane steepness = Gaussian.blur(Fields.slope(scaled), 0.008 * m);
        for (int i = 0; i < raw.length; i++) { steepness.values()[i] = 1 / Math.max(1.5f * steepness.values()[i], 1); }
        float[] damping = Gaussian.blur(steepness, 0.008 * m).values();
        for (int i = 0; i < raw.length; i++) raw[i] = relief.values()[i] * damping[i];
        return capped(raw, fade, half, 1);
    }

    private static void addBands(Plane tone, boolean[] mask, int m, float[] raw) {
        Plane fine = Gaussian.blur(tone, BANDS[0][0] * m);
        for (double[] band : BANDS) {
            double scale = band[0];
            Plane coarse = Gaussian.blur(tone, 2 * scale * m);
            Plane detail = difference(fine, coarse);
            float spread = (float) Math.max(Fields.deviation(detail, mask), 0.02);
            float gain = (float) (0.22 * band[1] * scale * 2 * Math.min(1, spread / 0.03));
            for (int i = 0; i < raw.length; i++) raw[i] += gain * (float) Math.tanh(detail.values()[i] / (2 * spread));
            fine = coarse;
        }
    }

    private static void addEdges(Plane tone, boolean[] mask, int m, float[] raw) {
        Plane base = tone;
        for (double[] band : EDGES) {
            Plane next = GuidedFilter.grey(tone, base, Math.max(1, (int) Math.round(band[0] * m)), band[1]);
            Plane detail = difference(base, next);
            float spread = (float) Math.max(Fields.deviation(detail, mask), 0.01);
            float gain = (float) (0.08 * band[2] * band[0] * 2.5);
            for (int i = 0; i < raw.length; i++) {
                raw[i] += gain * (float) Math.tanh(detail.values()[i] / (2.5f * spread));
            }
            base = next;
        }
    }

    private static Plane difference(Plane a, Plane b) {
        Plane out = new Plane(a.width(), a.height());
        for (int i = 0; i < out.values().length; i++) out.values()[i] = a.values()[i] - b.values()[i];
        return out;
    }

    private static Plane capped(float[] raw, float[] fade, Plane half, float amount) {
        Plane out = new Plane(half.width(), half.height());
        for (int i = 0; i < raw.length; i++) {
            float cap = CAP * half.values()[i] + 1e-6f;
            out.values()[i] = cap * (float) Math.tanh(amount * raw[i] * fade[i] / cap);
        }
        return out;
    }
}
