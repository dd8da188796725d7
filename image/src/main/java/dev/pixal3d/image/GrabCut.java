// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import dev.pixal3d.core.RunContext;

/**
 * Object and background told apart by two colour mixtures and a graph cut that likes to run along edges (Rother,
 * Kolmogorov, Blake, "GrabCut", 2004). The picture's border is background, the rest may be object.
 */
final class GrabCut {
    private static final int ROUNDS = 5;
    private static final double SMOOTHNESS = 50;

    private GrabCut() {}

    /** The object's pixels, perhaps none. Colours in [0, 1]. */
    static boolean[] object(Plane[] rgb, RunContext context) {
        int width = rgb[0].width();
        int height = rgb[0].height();
        Plane[] colours = new Plane[3];
        for (int c = 0; c < 3; c++) {
            colours[c] = new Plane(width, height);
            for (int i = 0; i < width * height; i++) colours[c].values()[i] = 255 * rgb[c].values()[i];
        }
        int band = Math.max(1, (int) Math.round(0.025 * Math.max(width, height)));
        boolean[] border = new boolean[width * height];
        boolean[] object = new boolean[width * height];
        for (int i = 0; i < border.length; i++) {
            int x = i % width;
            int y = i / width;
            border[i] = x < band || y < band || x >= width - band || y >= height - band;
            object[i] = !border[i];
        }
        GaussianMixture front = GaussianMixture.cluster(colours, object);
        GaussianMixture back = GaussianMixture.cluster(colours, border);
        float[] links = links(colours, width, height);
        for (int round = 0; round < ROUNDS; round++) {
            context.check();
            front = front.refit(colours, object);
            back = back.refit(colours, not(object));
            GridCut cut = new GridCut(width, height);
            for (int i = 0; i < border.length; i++) {
                for (int d = 4; d < 8; d++) if (links[8 * i + d] > 0) cut.link(i, d, links[8 * i + d]);
                cut.prefer(i, border[i]
                        ? (float) (-9 * SMOOTHNESS)
                        : (float) (back.cost(colours, i) - front.cost(colours, i)));
            }
            object = cut.cut(context);
            boolean any = false;
            for (boolean b : object) any |= b;
            if (!any) return object;
        }
        return object;
    }

    private static boolean[] not(boolean[] mask) {
        boolean[] out = new boolean[mask.length];
        for (int i = 0; i < out.length; i++) out[i] = !mask[i];
        return out;
    }

    /** Costs of separating neighbours, for the four directions that lead to a later pixel. */
    private static float[] links(Plane[] colours, int width, int height) {
        GridCut grid = new GridCut(width, height);
        int n = width * height;
        float[] squared = new float[8 * n];
        double sum = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            for (int d = 4; d < 8; d++) {
                if (!grid.hasNeighbour(i, d)) continue;
                int q = i + GridCut.dy(d) * width + GridCut.dx(d);
                float s = 0;
                for (int c = 0; c < 3; c++) {
                    float e = colours[c].values()[i] - colours[c].values()[q];
                    s += e * e;
                }
                squared[8 * i + d] = s;
                sum += s;
                count++;
            }
        }
        double beta = sum > 0 ? count / (2 * sum) : 0;
        float[] links = new float[8 * n];
        for (int i = 0; i < n; i++) {
            for (int d = 4; d < 8; d++) {
                if (!grid.hasNeighbour(i, d)) continue;
                double length = GridCut.dx(d) != 0 && GridCut.dy(d) != 0 ? Math.sqrt(2) : 1;
                links[8 * i + d] = (float) (SMOOTHNESS / length * Math.exp(-beta * squared[8 * i + d]));
            }
        }
        return links;
    }
}
