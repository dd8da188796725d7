// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

import java.util.Arrays;

/**
 * Grey and binary dilation and erosion by discs and squares. Outside the picture counts as lowest for dilation and as
 * highest for erosion. Each row of the structuring element is one running maximum (van Herk, 1992), so the cost grows
 * with the radius, not with its square.
 */
public final class Morphology {
    private Morphology() {}

    /** Largest value within the disc. */
    public static Plane dilate(Plane in, int radius) {
        return dilate(in, disc(radius));
    }

    /** Smallest value within the disc. */
    public static Plane erode(Plane in, int radius) {
        return erode(in, disc(radius));
    }

    /** Largest value within the square of side {@code 2 radius + 1}. */
    public static Plane dilateSquare(Plane in, int radius) {
        return dilate(in, square(radius));
    }

    /** Smallest value within the square of side {@code 2 radius + 1}. */
    public static Plane erodeSquare(Plane in, int radius) {
        return erode(in, square(radius));
    }

    /** Pixels with a {@code true} pixel within the disc. */
    public static boolean[] dilate(boolean[] mask, int width, int height, int radius) {
        return binary(dilate(grey(mask, width, height), radius));
    }

    /** Pixels with only {@code true} pixels within the disc. */
    public static boolean[] erode(boolean[] mask, int width, int height, int radius) {
        return binary(erode(grey(mask, width, height), radius));
    }

    /** Opens (erodes, then dilates) by the 3 x 3 square: drops what is thinner than three pixels. */
    public static boolean[] open(boolean[] mask, int width, int height) {
        return binary(dilateSquare(erodeSquare(grey(mask, width, height), 1), 1));
    }

    private static Plane grey(boolean[] mask, int width, int height) {
        Plane p = new Plane(width, height);
        for (int i = 0; i < mask.length; i++) p.values()[i] = mask[i] ? 1 : 0;
        return p;
    }

    private static boolean[] binary(Plane p) {
        boolean[] mask = new boolean[p.values().length];
        for (int i = 0; i < mask.length; i++) mask[i] = p.values()[i] > 0.5f;
        return mask;
    }

    private static int[] disc(int radius) {
        int[] half = new int[radius + 1];
        for (int dy = 0; dy <= radius; dy++) half[dy] = (int) Math.rint(Math.sqrt((double) radius * radius - dy * dy));
        return half;
    }

    private static int[] square(int radius) {
        int[] half = new int[radius + 1];
        Arrays.fill(half, radius);
        return half;
    }

    private static Plane erode(Plane in, int[] half) {
        Plane negative = new Plane(in.width(), in.height());
        for (int i = 0; i < in.values().length; i++) negative.values()[i] = -in.values()[i];
        Plane out = dilate(negative, half);
        for (int i = 0; i < out.values().length; i++) out.values()[i] = -out.values()[i];
        return out;
    }

    /** {@code half[dy]} is the half width of the element's rows at distance dy from its centre. */
    private static Plane dilate(Plane in, int[] half) {
        int w = in.width();
        int h = in.height();
        float[] out = new float[w * h];
        Arrays.fill(out, Float.NEGATIVE_INFINITY);
        float[] widest = new float[w];
        float[] forward = new float[w + 2 * half[0] + 2];
        float[] backward = forward.clone();
        for (int y = 0; y < h; y++) {
            int last = -1;
            for (int dy = 0; dy < half.length; dy++) {
                if (half[dy] != last) runningMaximum(in.values(), y * w, w, half[dy], widest, forward, backward);
                last = half[dy];
                if (y + dy < h) raise(out, (y + dy) * w, widest);
                if (dy > 0 && y - dy >= 0) raise(out, (y - dy) * w, widest);
            }
        }
        return new Plane(w, h, out);
    }

    private static void raise(float[] out, int at, float[] by) {
        for (int x = 0; x < by.length; x++) out[at + x] = Math.max(out[at + x], by[x]);
    }

    private static void runningMaximum(float[] in, int at, int width, int radius, float[] out, float[] forward,
            float[] backward) {
        if (radius == 0) {
            System.arraycopy(in, at, out, 0, width);
            return;
        }
        int window = 2 * radius + 1;
        int length = width + 2 * radius;
        for (int i = 0; i < length; i++) {
            int x = i - radius;
            float v = x < 0 || x >= width ? Float.NEGATIVE_INFINITY : in[at + x];
            forward[i] = i % window == 0 ? v : Math.max(forward[i - 1], v);
        }
        for (int i = length - 1; i >= 0; i--) {
            int x = i - radius;
            float v = x < 0 || x >= width ? Float.NEGATIVE_INFINITY : in[at + x];
            backward[i] = i == length - 1 || (i + 1) % window == 0 ? v : Math.max(backward[i + 1], v);
        }
        for (int x = 0; x < width; x++) out[x] = Math.max(backward[x], forward[x + 2 * radius]);
    }
}
