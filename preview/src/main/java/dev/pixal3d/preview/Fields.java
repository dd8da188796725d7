// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Plane;

/** Pointwise arithmetic on square planes. */
final class Fields {
    private Fields() {}

    static float clip01(float t) { return Math.clamp(t, 0f, 1f); }

    static float smoothStep(float t) {
        float c = clip01(t);
        return c * c * (3 - 2 * c);
    }

    static Plane of(boolean[] mask, int size) {
        Plane p = new Plane(size, size);
        for (int i = 0; i < mask.length; i++) p.values()[i] = mask[i] ? 1 : 0;
        return p;
    }

    /** Length of the gradient per pixel, by central differences. */
    static Plane slope(Plane in) {
        int w = in.width();
        int h = in.height();
        Plane out = new Plane(w, h);
        for (int y = 0; y < h; y++) {
            int up = Math.max(y - 1, 0);
            int down = Math.min(y + 1, h - 1);
            for (int x = 0; x < w; x++) {
                int left = Math.max(x - 1, 0);
                int right = Math.min(x + 1, w - 1);
                float dx = (in.at(right, y) - in.at(left, y)) / Math.max(1, right - left);
                float dy = (in.at(x, down) - in.at(x, up)) / Math.max(1, down - up);
                out.values()[y * w + x] = (float) Math.sqrt(dx * dx + dy * dy);
            }
        }
        return out;
    }

    /** Rec. 601 luma. */
    static Plane luma(Plane[] rgb) {
        Plane out = new Plane(rgb[0].width(), rgb[0].height());
        for (int i = 0; i < out.values().length; i++) {
            out.values()[i] = 0.299f * rgb[0].values()[i] + 0.587f * rgb[1].values()[i] + 0.114f * rgb[2].values()[i];
        }
        return out;
    }

    /** Standard deviation over the mask. */
    static double deviation(Plane in, boolean[] mask) {
        double sum = 0;
        double squares = 0;
        int count = 0;
        for (int i = 0; i < mask.length; i++) {
            if (!mask[i]) continue;
            double v = in.values()[i];
            sum += v;
            squares += v * v;
            count++;
        }
        if (count == 0) return 0;
        double mean = sum / count;
        return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
}
