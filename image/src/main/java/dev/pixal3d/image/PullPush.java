// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.ArrayList;
import java.util.List;

/**
 * Fills the unknown part of a picture smoothly from the known part with an image pyramid (Gortler, Grzeszczuk,
 * Szeliski, Cohen, "The Lumigraph", 1996). Known pixels keep their value exactly.
 */
public final class PullPush {
    private PullPush() {}

    /**
     * Fills one channel.
     *
     * @param weight
     *            how well each pixel is known, in [0, 1]
     */
    public static Plane fill(Plane channel, Plane weight) { return fill(new Plane[]{channel}, weight)[0]; }

    /** Fills channels that share their weights. */
    public static Plane[] fill(Plane[] channels, Plane weight) {
        List<Plane> weights = new ArrayList<>();
        List<Plane[]> levels = new ArrayList<>();
        weights.add(weight);
        Plane[] weighted = new Plane[channels.length];
        for (int c = 0; c < channels.length; c++) {
            Plane p = new Plane(weight.width(), weight.height());
            for (int i = 0; i < p.values().length; i++) p.values()[i] = channels[c].values()[i] * weight.values()[i];
            weighted[c] = p;
        }
        levels.add(weighted);
        while (weights.getLast().width() > 1 || weights.getLast().height() > 1) {
            Plane w = half(weights.getLast());
            Plane[] colours = new Plane[channels.length];
            for (int c = 0; c < channels.length; c++) {
                colours[c] = half(levels.getLast()[c]);
                for (int i = 0; i < w.values().length; i++) {
                    if (w.values()[i] > 1) colours[c].values()[i] /= w.values()[i];
                }
            }
            for (int i = 0; i < w.values().length; i++) w.values()[i] = Math.min(w.values()[i], 1);
            weights.add(w);
            levels.add(colours);
        }
        Plane[] out = levels.getLast();
        float top = Math.max(weights.getLast().values()[0], 1e-9f);
        for (Plane p : out) p.values()[0] /= top;
        for (int l = levels.size() - 2; l >= 0; l--) {
            for (int c = 0; c < channels.length; c++) out[c] = push(levels.get(l)[c], weights.get(l), out[c]);
        }
        return out;
    }

    private static Plane half(Plane in) {
        int w = in.width();
        int h = in.height();
        Plane out = new Plane((w + 1) / 2, (h + 1) / 2);
        for (int y = 0; y < out.height(); y++) {
            for (int x = 0; x < out.width(); x++) {
                boolean right = 2 * x + 1 < w;
                boolean below = 2 * y + 1 < h;
                int at = 2 * y * w + 2 * x;
                float sum = in.values()[at];
                if (right) sum += in.values()[at + 1];
                if (below) sum += in.values()[at + w];
                if (right && below) sum += in.values()[at + w + 1];
                out.values()[y * out.width() + x] = sum;
            }
        }
        return out;
    }

    private static Plane push(Plane weighted, Plane weight, Plane coarse) {
        int w = weighted.width();
        int h = weighted.height();
        float[] out = new float[w * h];
        float[] from = coarse.values();
        for (int y = 0; y < h; y++) {
            int y0 = y >> 1;
            int y1 = Math.clamp(y0 + ((y & 1) == 0 ? -1 : 1), 0, coarse.height() - 1);
            int near = y0 * coarse.width();
            int far = y1 * coarse.width();
            for (int x = 0; x < w; x++) {
                int i = y * w + x;
                float unknown = 1 - weight.values()[i];
                float value = weighted.values()[i];
                if (unknown > 0) {
                    int x0 = x >> 1;
                    int x1 = Math.clamp(x0 + ((x & 1) == 0 ? -1 : 1), 0, coarse.width() - 1);
                    value += unknown * (0.5625f * from[near + x0] + 0.1875f * (from[near + x1] + from[far + x0])
                            + 0.0625f * from[far + x1]);
                }
                out[i] = value;
            }
        }
        return new Plane(w, h, out);
    }
}
