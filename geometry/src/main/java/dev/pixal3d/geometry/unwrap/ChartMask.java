// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.FaceAdjacency;

/**
 * The texels a chart touches at a given scale, grown by the padding. Only the border is rasterised: each texel its
 * edges pass through, and the inside by counting border crossings along each row.
 */
final class ChartMask {
    private static final double TOUCH = 1e-7;

    private ChartMask() {}

    /** Texels a length takes, without padding. */
    static int texels(double length, double scale) {
        return Math.max(1, (int) Math.ceil(length * scale - TOUCH));
    }

    /**
     * The mask. Chart position p (relative to the chart's lowest corner) lies at texel coordinate {@code p * scale +
     * padding}.
     *
     * @param multiple
     *            width and height are rounded up to a multiple of this
     */
    static Bitmap of(Chart chart, double[] low, double[] high, double scale, int padding, int multiple) {
        int innerWidth = texels(high[0] - low[0], scale), innerHeight = texels(high[1] - low[1], scale);
        int width = Math.ceilDiv(innerWidth + 2 * padding, multiple) * multiple;
        int height = Math.ceilDiv(innerHeight + 2 * padding, multiple) * multiple;
        Bitmap mask = new Bitmap(width, height);
        int[] crossings = new int[(width + 1) * height];
        double[] uv = chart.uv();
        for (int c : chart.border()) {
            int a = 2 * chart.triangles()[c], b = 2 * chart.triangles()[FaceAdjacency.next(c)];
            double ax = (uv[a] - low[0]) * scale + padding, ay = (uv[a + 1] - low[1]) * scale + padding;
            double bx = (uv[b] - low[0]) * scale + padding, by = (uv[b + 1] - low[1]) * scale + padding;
            touch(mask, padding, innerWidth, innerHeight, ax, ay, bx, by);
            cross(crossings, mask, ax, ay, bx, by);
        }
        for (int y = 0; y < height; y++) {
            int winding = 0, from = 0;
            for (int x = 0; x <= width; x++) {
                int step = crossings[y * (width + 1) + x];
                if (step == 0) continue;
                if (winding != 0) mask.setRun(from, x - 1, y);
                winding += step;
                from = x;
            }
        }
        return padding == 0 ? mask : mask.dilate(padding);
    }

    private static void touch(Bitmap mask, int padding, int innerWidth, int innerHeight, double ax, double ay,
            double bx, double by) {
        double x0 = Math.min(ax, bx), x1 = Math.max(ax, bx), y0 = Math.min(ay, by), y1 = Math.max(ay, by);
        int top = cell(y0, padding, innerHeight), bottom = cell(y1, padding, innerHeight);
        double slope = y1 > y0 ? (bx - ax) / (by - ay) : 0;
        for (int y = top; y <= bottom; y++) {
            double from = x0, to = x1;
            if (bottom > top) {
                double p = ax + (Math.clamp(y, y0, y1) - ay) * slope;
                double q = ax + (Math.clamp(y + 1.0, y0, y1) - ay) * slope;
                from = Math.max(x0, Math.min(p, q) - TOUCH);
                to = Math.min(x1, Math.max(p, q) + TOUCH);
            }
            mask.setRun(cell(from, padding, innerWidth), cell(to, padding, innerWidth), y);
        }
    }

    private static int cell(double at, int padding, int size) {
        return Math.clamp((int) Math.floor(at), padding, padding + size - 1);
    }

    private static void cross(int[] crossings, Bitmap mask, double ax, double ay, double bx, double by) {
        if (ay == by) return;
        int step = ay < by ? 1 : -1;
        int top = Math.max(0, (int) Math.ceil(Math.min(ay, by) - 0.5));
        int bottom = Math.min(mask.height - 1, (int) Math.ceil(Math.max(ay, by) - 0.5) - 1);
        for (int y = top; y <= bottom; y++) {
            double x = ax + (y + 0.5 - ay) * (bx - ax) / (by - ay);
            crossings[y * (mask.width + 1) + Math.clamp((int) Math.ceil(x - 0.5), 0, mask.width)] += step;
        }
    }
}
