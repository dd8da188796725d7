// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * Edge-preserving smoothing by local linear models of a guide (He, Sun, Tang, "Guided image filtering", 2010), with a
 * grey or a three-channel guide. Windows are squares cut at the border.
 */
public final class GuidedFilter {
    private GuidedFilter() {}

    /** Smooths {@code in} along the edges of a grey guide; {@code epsilon} is in squared units of the guide. */
    public static Plane grey(Plane guide, Plane in, int radius, double epsilon) {
        int n = in.values().length;
        float[] g = guide.values();
        float[] meanG = box(guide, radius).values();
        float[] meanP = box(in, radius).values();
        float[] corrGp = box(product(guide, in), radius).values();
        float[] corrGg = box(product(guide, guide), radius).values();
        Plane a = new Plane(in.width(), in.height());
        Plane b = new Plane(in.width(), in.height());
        for (int i = 0; i < n; i++) {
            float variance = corrGg[i] - meanG[i] * meanG[i];
            float slope = (corrGp[i] - meanG[i] * meanP[i]) / (variance + (float) epsilon);
            a.values()[i] = slope;
            b.values()[i] = meanP[i] - slope * meanG[i];
        }
        float[] slope = box(a, radius).values();
        float[] offset = box(b, radius).values();
        for (int i = 0; i < n; i++) offset[i] += slope[i] * g[i];
        return new Plane(in.width(), in.height(), offset);
    }

    /** Smooths {@code in} along the edges of a three-channel guide. */
    public static Plane colour(Plane[] guide, Plane in, int radius, double epsilon) {
        int n = in.values().length;
        Plane meanP = box(in, radius);
        float[][] mean = new float[3][];
        float[][] cross = new float[3][];
        float[][] corr = new float[6][];
        for (int c = 0, k = 0; c < 3; c++) {
            mean[c] = box(guide[c], radius).values();
            cross[c] = box(product(guide[c], in), radius).values();
            for (int d = c; d < 3; d++) corr[k++] = box(product(guide[c], guide[d]), radius).values();
        }
        Plane[] a = {new Plane(in.width(), in.height()), new Plane(in.width(), in.height()),
                new Plane(in.width(), in.height())};
        Plane b = new Plane(in.width(), in.height());
        for (int i = 0; i < n; i++) {
            double m0 = mean[0][i];
            double m1 = mean[1][i];
            double m2 = mean[2][i];
            double p = meanP.values()[i];
            double rr = corr[0][i] - m0 * m0 + epsilon;
            double rg = corr[1][i] - m0 * m1;
            double rb = corr[2][i] - m0 * m2;
            double gg = corr[3][i] - m1 * m1 + epsilon;
            double gb = corr[4][i] - m1 * m2;
            double bb = corr[5][i] - m2 * m2 + epsilon;
            double c0 = cross[0][i] - m0 * p;
            double c1 = cross[1][i] - m1 * p;
            double c2 = cross[2][i] - m2 * p;
            double i00 = gg * bb - gb * gb;
            double i01 = gb * rb - rg * bb;
            double i02 = rg * gb - gg * rb;
            double i11 = rr * bb - rb * rb;
            double i12 = rb * rg - rr * gb;
            double i22 = rr * gg - rg * rg;
            double det = rr * i00 + rg * i01 + rb * i02;
            double a0 = (i00 * c0 + i01 * c1 + i02 * c2) / det;
            double a1 = (i01 * c0 + i11 * c1 + i12 * c2) / det;
            double a2 = (i02 * c0 + i12 * c1 + i22 * c2) / det;
            a[0].values()[i] = (float) a0;
            a[1].values()[i] = (float) a1;
            a[2].values()[i] = (float) a2;
            b.values()[i] = (float) (p - a0 * m0 - a1 * m1 - a2 * m2);
        }
        float[] out = box(b, radius).values();
        for (int c = 0; c < 3; c++) {
            float[] slope = box(a[c], radius).values();
            float[] g = guide[c].values();
            for (int i = 0; i < n; i++) out[i] += slope[i] * g[i];
        }
        return new Plane(in.width(), in.height(), out);
    }

    /** Mean over the square of side {@code 2 radius + 1}, cut at the border. */
    public static Plane box(Plane in, int radius) {
        float[] turned = Transpose.of(boxLines(in.values(), in.width(), in.height(), radius), in.width(), in.height());
        float[] both = boxLines(turned, in.height(), in.width(), radius);
        return new Plane(in.width(), in.height(), Transpose.of(both, in.height(), in.width()));
    }

    private static float[] boxLines(float[] in, int width, int height, int radius) {
        float[] out = new float[in.length];
        for (int y = 0; y < height; y++) {
            int row = y * width;
            double sum = 0;
            for (int x = 0; x < Math.min(radius, width); x++) sum += in[row + x];
            for (int x = 0; x < width; x++) {
                if (x + radius < width) sum += in[row + x + radius];
                int count = Math.min(x + radius, width - 1) - Math.max(x - radius, 0) + 1;
                out[row + x] = (float) (sum / count);
                if (x - radius >= 0) sum -= in[row + x - radius];
            }
        }
        return out;
    }

    private static Plane product(Plane a, Plane b) {
        Plane out = new Plane(a.width(), a.height());
        for (int i = 0; i < out.values().length; i++) out.values()[i] = a.values()[i] * b.values()[i];
        return out;
    }
}
