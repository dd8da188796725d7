// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbPlanes.Box;

/**
 * Turns a coarse mask into soft alpha at the picture's resolution. In a narrow band around the outline a pixel's share
 * is its place between the object's and the background's colours continued into the band; where those are too alike, a
 * guided filter of the mask along the picture's edges decides. Only the object's surroundings are worked on, at 1280
 * pixels at most.
 */
final class SoftAlpha {
    private static final int LONGEST = 1280;

    private SoftAlpha() {}

    /**
     * @param mask
     *            of the whole picture at any resolution, 1 where the object is
     * @param byColour
     *            whether the background's colours are known well enough to be trusted
     */
    static RgbaImage refine(RgbaImage image, Plane mask, boolean byColour, RunContext context) {
        Box box = surroundings(image, mask);
        Plane[] rgb = RgbPlanes.of(image, box, LONGEST);
        int w = rgb[0].width();
        int h = rgb[0].height();
        double sx = mask.width() / (double) image.width();
        double sy = mask.height() / (double) image.height();
        boolean[] solid = new boolean[w * h];
        Plane hard = new Plane(w, h);
        for (int y = 0; y < h; y++) {
            for (int x = 0; x < w; x++) {
                double px = (box.x0() + (x + 0.5) * box.width() / w) * sx - 0.5;
                double py = (box.y0() + (y + 0.5) * box.height() / h) * sy - 0.5;
                solid[y * w + x] = bilinear(mask, px, py) > 0.5f;
                hard.values()[y * w + x] = solid[y * w + x] ? 1 : 0;
            }
        }
        double side = Math.max(image.width(), image.height()) * (double) w / box.width();
        int radius = Math.max(2, (int) Math.round(0.004 * side));
        boolean[] inner = Morphology.erode(solid, w, h, radius);
        boolean[] outer = Morphology.dilate(solid, w, h, radius);
        context.check();
        Plane guided = GuidedFilter.colour(rgb, hard, radius, 1e-4);
        context.check();
        Plane alpha = new Plane(w, h);
        for (int i = 0; i < solid.length; i++) {
            alpha.values()[i] = inner[i] ? 1 : outer[i] ? Math.clamp((guided.values()[i] - 0.1f) / 0.8f, 0f, 1f) : 0;
        }
        if (byColour) byColour(rgb, inner, outer, alpha);
        return withAlpha(image, box, alpha);
    }

    private static Box surroundings(RgbaImage image, Plane mask) {
        int x0 = mask.width();
        int y0 = mask.height();
        int x1 = 0;
        int y1 = 0;
        for (int y = 0; y < mask.height(); y++) {
            for (int x = 0; x < mask.width(); x++) {
                if (mask.at(x, y) < 0.5f) continue;
                x0 = Math.min(x0, x);
                x1 = Math.max(x1, x + 1);
                y0 = Math.min(y0, y);
                y1 = y + 1;
            }
        }
        double sx = image.width() / (double) mask.width();
        double sy = image.height() / (double) mask.height();
        int margin = 4 + (int) (0.03 * Math.max(image.width(), image.height()));
        return new Box(Math.max(0, (int) (x0 * sx) - margin), Math.max(0, (int) (y0 * sy) - margin),
                Math.min(image.width(), (int) Math.ceil(x1 * sx) + margin),
                Math.min(image.height(), (int) Math.ceil(y1 * sy) + margin));
    }

    private static void byColour(Plane[] rgb, boolean[] inner, boolean[] outer, Plane alpha) {
        Plane front = new Plane(alpha.width(), alpha.height());
        Plane back = new Plane(alpha.width(), alpha.height());
        for (int i = 0; i < inner.length; i++) {
            front.values()[i] = inner[i] ? 1 : 0;
            back.values()[i] = outer[i] ? 0 : 1;
        }
        Plane[] object = PullPush.fill(rgb, front);
        Plane[] behind = PullPush.fill(rgb, back);
        for (int i = 0; i < inner.length; i++) {
            if (inner[i] || !outer[i]) continue;
            float dot = 0;
            float norm = 0;
            for (int c = 0; c < 3; c++) {
                float v = object[c].values()[i] - behind[c].values()[i];
                dot += (rgb[c].values()[i] - behind[c].values()[i]) * v;
                norm += v * v;
            }
            float share = norm > 0 ? Math.clamp(dot / norm, 0f, 1f) : 0;
            float trust = Math.clamp((norm - 0.01f) / 0.03f, 0f, 1f);
            alpha.values()[i] += trust * (share - alpha.values()[i]);
        }
    }

    private static RgbaImage withAlpha(RgbaImage image, Box box, Plane alpha) {
        byte[] pixels = image.pixels().clone();
        for (int i = 3; i < pixels.length; i += 4) pixels[i] = 0;
        double sx = alpha.width() / (double) box.width();
        double sy = alpha.height() / (double) box.height();
        for (int y = 0; y < box.height(); y++) {
            for (int x = 0; x < box.width(); x++) {
                float a = bilinear(alpha, (x + 0.5) * sx - 0.5, (y + 0.5) * sy - 0.5);
                pixels[4 * ((box.y0() + y) * image.width() + box.x0() + x) + 3] = (byte) Math.round(255 * a);
            }
        }
        return new RgbaImage(image.width(), image.height(), pixels);
    }

    private static float bilinear(Plane in, double x, double y) {
        double cx = Math.clamp(x, 0.0, in.width() - 1.0);
        double cy = Math.clamp(y, 0.0, in.height() - 1.0);
        int x0 = (int) cx;
        int y0 = (int) cy;
        int x1 = Math.min(x0 + 1, in.width() - 1);
        int y1 = Math.min(y0 + 1, in.height() - 1);
        float fx = (float) (cx - x0);
        float fy = (float) (cy - y0);
        float top = in.at(x0, y0) + fx * (in.at(x1, y0) - in.at(x0, y0));
        float bottom = in.at(x0, y1) + fx * (in.at(x1, y1) - in.at(x0, y1));
        return top + fy * (bottom - top);
    }
}
