// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import java.util.Arrays;
import java.util.Locale;

/**
 * What the outline alone says about the shape. The scores are hard on purpose: a wrong guess looks worse than none. On
 * 72 cut-outs of objects the body of revolution was found for a round bottle and a fish bowl only, the diorama for
 * exactly the six isometric scenes, the card for none.
 *
 * @param axis
 *            column of the axis of revolution, in pixels
 * @param halfWidth
 *            half width of each row, in pixels; 0 where the row is empty
 */
record ShapePrior(Kind kind, Outline outline, double axis, float[] halfWidth) {
    /** The shapes that are told apart. */
    enum Kind {
        /** Nothing special: inflate. */
        NONE,
        /** A body of revolution. */
        LATHE,
        /** A flat tile. */
        CARD,
        /** A scene on a base seen isometrically, which stands on two edges that meet at a corner. */
        DIORAMA;

        String word() { return name().toLowerCase(Locale.ROOT); }
    }

    /** The mask's bounding box, ends included. */
    record Outline(int x0, int y0, int x1, int y1, int area) {
        static Outline of(boolean[] mask, int size) {
            int x0 = size;
            int x1 = -1;
            int y0 = size;
            int y1 = -1;
            int area = 0;
            for (int i = 0; i < mask.length; i++) {
                if (!mask[i]) continue;
                x0 = Math.min(x0, i % size);
                x1 = Math.max(x1, i % size);
                y0 = Math.min(y0, i / size);
                y1 = i / size;
                area++;
            }
            return new Outline(x0, y0, x1, y1, area);
        }

        int width() { return x1 - x0 + 1; }

        int height() { return y1 - y0 + 1; }
    }

    /** Whether the outline says it all, so that nothing need be guessed. */
    boolean isKnown() {
        return kind == Kind.LATHE || kind == Kind.CARD;
    }

    static ShapePrior of(boolean[] mask, int size) {
        Outline box = Outline.of(mask, size);
        float[] none = {};
        if (box.area > 0.97 * box.width() * box.height() && Math.min(box.width(), box.height()) > 0.1 * size) {
            return new ShapePrior(Kind.CARD, box, 0, none);
        }
        float[] half = new float[size];
        double[] middle = new double[size];
        if (isTurned(mask, size, box, half, middle)) {
            double axis = mirrorAxis(mask, size, box);
            boolean symmetric = symmetry(mask, size, box, (int) Math.round(2 * axis)) > 0.955
                    && lean(box, half, middle, axis) < 0.03;
            if (symmetric) return new ShapePrior(Kind.LATHE, box, axis, half);
        }
        return new ShapePrior(isDiorama(mask, size, box) ? Kind.DIORAMA : Kind.NONE, box, 0, none);
    }

    private static double mirrorAxis(boolean[] mask, int size, Outline box) {
        int centre = box.x0 + box.x1;
        int reach = (int) Math.round(0.04 * size * 2);
        double best = -1;
        int axis = centre;
        for (int step = 0; step <= 2 * reach; step++) {
            int doubled = centre + ((step & 1) == 0 ? step / 2 : -(step + 1) / 2);
            double score = symmetry(mask, size, box, doubled);
            if (score > best) {
                best = score;
                axis = doubled;
            }
        }
        return axis / 2.0;
    }

    /** Intersection over union of the mask and its mirror image about column {@code doubled / 2}. */
    private static double symmetry(boolean[] mask, int size, Outline box, int doubled) {
        int both = 0;
        for (int y = box.y0; y <= box.y1; y++) {
            for (int x = box.x0; x <= box.x1; x++) {
                int mirrored = doubled - x;
                if (mask[y * size + x] && mirrored >= 0 && mirrored < size && mask[y * size + mirrored]) both++;
            }
        }
        return both / (double) (2 * box.area - both);
    }

    /**
     * Whether all rows are in one piece and their widths change smoothly down to a wide base; sets widths and middles.
     */
    private static boolean isTurned(boolean[] mask, int size, Outline box, float[] half, double[] middle) {
        double widest = 0;
        int single = 0;
        for (int y = box.y0; y <= box.y1; y++) {
            int left = -1;
            int right = -1;
            int count = 0;
            for (int x = box.x0; x <= box.x1; x++) {
                if (!mask[y * size + x]) continue;
                left = left < 0 ? x : left;
                right = x;
                count++;
            }
            if (count == 0) continue;
            half[y] = (right - left + 1) / 2f;
            middle[y] = (left + right) / 2.0;
            widest = Math.max(widest, half[y]);
            if (count > 0.97 * (right - left + 1)) single++;
        }
        float[] rows = Arrays.copyOfRange(half, box.y0, box.y1 + 1);
        double rough = 0;
        int window = (int) (0.03 * size) / 2;
        for (int y = 0; y < rows.length; y++) rough += Math.abs(rows[y] - median(rows, y, window));
        int last = Math.max(3, (int) Math.round(0.04 * rows.length));
        double base = 0;
        for (int y = Math.max(0, rows.length - last); y < rows.length; y++) base = Math.max(base, rows[y]);
        return single > 0.93 * rows.length && rough < 0.02 * widest * rows.length && base > 0.35 * widest
                && box.width() < 1.35 * box.height();
    }

    /** Mean distance of the rows' middles from the axis, as a share of the largest half width. */
    private static double lean(Outline box, float[] half, double[] middle, double axis) {
        double widest = 0;
        double sum = 0;
        for (int y = box.y0; y <= box.y1; y++) {
            widest = Math.max(widest, half[y]);
            if (half[y] > 0) sum += Math.abs(middle[y] - axis);
        }
        return sum / (box.height() * widest);
    }

    private static float median(float[] values, int at, int radius) {
        float[] window = new float[2 * radius + 1];
        for (int k = -radius; k <= radius; k++) window[k + radius] = values[Math.clamp(at + k, 0, values.length - 1)];
        Arrays.sort(window);
        return window[radius];
    }

    private static boolean isDiorama(boolean[] mask, int size, Outline box) {
        int w = box.width();
        if (w <= 0.85 * box.height()) return false;
        int from = (int) Math.ceil(box.x0 + 0.04 * w);
        int to = (int) Math.floor(box.x1 - 0.04 * w);
        int[] lowest = new int[size];
        Arrays.fill(lowest, -1);
        for (int x = from; x <= to; x++) {
            for (int y = box.y1; y >= box.y0 && lowest[x] < 0; y--) if (mask[y * size + x]) lowest[x] = y;
        }
        double least = Double.MAX_VALUE;
        double[] fit = {0, 0, 0};
        for (int a = 0; a < 31; a++) {
            double apex = box.x0 + w * (0.2 + 0.6 * a / 30);
            double[] p = corner(lowest, from, to, apex);
            double residual = 0;
            int count = 0;
            for (int x = from; x <= to; x++) {
                if (lowest[x] < 0) continue;
                double r = lowest[x] - p[0] - p[1] * Math.max(0, apex - x) - p[2] * Math.max(0, x - apex);
                residual += Math.min(Math.abs(r), 0.1 * w);
                count++;
            }
            residual /= Math.max(1, count);
            if (residual < least) {
                least = residual;
                fit = p;
            }
        }
        double left = -fit[1];
        double right = -fit[2];
        return least < 0.008 * w && Math.min(left, right) > 0.35 && Math.max(left, right) < 0.85;
    }

    /** Least-squares fit of {@code y = p0 + p1 max(0, apex - x) + p2 max(0, x - apex)}. */
    private static double[] corner(int[] lowest, int from, int to, double apex) {
        double n = 0;
        double l = 0;
        double r = 0;
        double ll = 1e-9;
        double rr = 1e-9;
        double y0 = 0;
        double yl = 0;
        double yr = 0;
        for (int x = from; x <= to; x++) {
            if (lowest[x] < 0) continue;
            double a = Math.max(0, apex - x);
            double b = Math.max(0, x - apex);
            double y = lowest[x];
            n++;
            l += a;
            r += b;
            ll += a * a;
            rr += b * b;
            y0 += y;
            yl += a * y;
            yr += b * y;
        }
        double p0 = (y0 - l * yl / ll - r * yr / rr) / Math.max(1e-9, n - l * l / ll - r * r / rr);
        return new double[]{p0, (yl - l * p0) / ll, (yr - r * p0) / rr};
    }
}
