// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * Resizes planes of floats: area average for smaller, bilinear or bicubic (Keys, a = -0.5) for larger. Pixel centres
 * are at half-integers, and the border pixel continues outside.
 */
public final class Scaling {
    private Scaling() {}

    /** Mean over the area of each new pixel. */
    public static Plane area(Plane in, int width, int height) {
        float[] turned = areaLines(in.values(), in.width(), in.height(), width);
        return new Plane(width, height, areaLines(turned, in.height(), width, height));
    }

    public static Plane bilinear(Plane in, int width, int height) { return taps(in, width, height, 2); }

    public static Plane bicubic(Plane in, int width, int height) { return taps(in, width, height, 4); }

    /**
     * A square window of a plane by cubic convolution; outside the plane is 0.
     *
     * @param left
     *            where the window begins, in pixels of {@code in}
     * @param step
     *            pixels of {@code in} per pixel of the window
     */
    public static Plane window(Plane in, double left, double top, double step, int size) {
        float[] turned = windowLines(in.values(), in.width(), in.height(), size, left, step);
        return new Plane(size, size, windowLines(turned, in.height(), size, size, top, step));
    }

    private static float[] windowLines(float[] in, int width, int height, int size, double offset, double step) {
        int[] index = new int[size * 4];
        float[] weight = new float[size * 4];
        for (int x = 0; x < size; x++) {
            double centre = offset + (x + 0.5) * step - 0.5;
            int first = (int) Math.floor(centre) - 1;
            for (int k = 0; k < 4; k++) {
                int at = first + k;
                index[x * 4 + k] = Math.clamp(at, 0, width - 1);
                weight[x * 4 + k] = at < 0 || at >= width ? 0 : (float) keys(Math.abs(centre - at));
            }
        }
        return weigh(in, width, height, size, 4, index, weight);
    }

    private static float[] areaLines(float[] in, int width, int height, int size) {
        double step = (double) width / size;
        float[] out = new float[size * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < size; x++) {
                double from = x * step;
                double to = Math.min(width, from + step);
                double sum = 0;
                for (int i = (int) from; i < to; i++) {
                    sum += in[y * width + i] * (Math.min(to, i + 1) - Math.max(from, i));
                }
                out[y * size + x] = (float) (sum / (to - from));
            }
        }
        return Transpose.of(out, size, height);
    }

    private static Plane taps(Plane in, int width, int height, int taps) {
        float[] turned = tapLines(in.values(), in.width(), in.height(), width, taps);
        return new Plane(width, height, tapLines(turned, in.height(), width, height, taps));
    }

    private static float[] tapLines(float[] in, int width, int height, int size, int taps) {
        int[] index = new int[size * taps];
        float[] weight = new float[size * taps];
        for (int x = 0; x < size; x++) {
            double centre = (x + 0.5) * width / size - 0.5;
            int first = (int) Math.floor(centre) - taps / 2 + 1;
            for (int k = 0; k < taps; k++) {
                index[x * taps + k] = Math.clamp(first + k, 0, width - 1);
                double distance = Math.abs(centre - first - k);
                weight[x * taps + k] = (float) (taps == 2 ? 1 - distance : keys(distance));
            }
        }
        return weigh(in, width, height, size, taps, index, weight);
    }

    private static float[] weigh(float[] in, int width, int height, int size, int taps, int[] index, float[] weight) {
        float[] out = new float[size * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < size; x++) {
                float sum = 0;
                for (int k = x * taps; k < (x + 1) * taps; k++) sum += weight[k] * in[y * width + index[k]];
                out[y * size + x] = sum;
            }
        }
        return Transpose.of(out, size, height);
    }

    /** Keys' cubic convolution kernel. */
    private static double keys(double t) {
        return t < 1 ? (1.5 * t - 2.5) * t * t + 1 : t < 2 ? ((-0.5 * t + 2.5) * t - 4) * t + 2 : 0;
    }
}
