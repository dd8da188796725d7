// SPDX-License-Identifier: MIT
package dev.pixal3d.image;

/**
 * Gaussian blur with mirrored borders. Narrow kernels are convolved directly up to three standard deviations. Wide ones
 * are four passes of an extended box (Gwosdek, Grewenig, Bruhn, Weickert, "Theoretical foundations of Gaussian
 * convolution by extended box filtering", 2011), which costs the same for any width; its impulse response is within 1 %
 * of the peak. Both work on rows; columns are turned into rows.
 */
public final class Gaussian {
    private static final double WIDE = 4;
    private static final int PASSES = 4;

    private Gaussian() {}

    /** Blurs with that standard deviation in pixels; 0 or less copies. */
    public static Plane blur(Plane in, double sigma) {
        if (sigma <= 0) return new Plane(in.width(), in.height(), in.values().clone());
        float[] turned = Transpose.of(lines(in.values(), in.width(), in.height(), sigma), in.width(), in.height());
        float[] both = lines(turned, in.height(), in.width(), sigma);
        return new Plane(in.width(), in.height(), Transpose.of(both, in.height(), in.width()));
    }

    /** Blurs the weighted values and divides by the blurred weights, at least {@code floor}. */
    public static Plane blurMasked(Plane in, Plane weight, double sigma, double floor) {
        int n = in.values().length;
        float[] product = new float[n];
        for (int i = 0; i < n; i++) product[i] = in.values()[i] * weight.values()[i];
        float[] sum = blur(new Plane(in.width(), in.height(), product), sigma).values();
        float[] norm = blur(weight, sigma).values();
        for (int i = 0; i < n; i++) sum[i] /= Math.max(norm[i], (float) floor);
        return new Plane(in.width(), in.height(), sum);
    }

    /** Blurs one line of numbers. */
    public static float[] blur(float[] line, double sigma) {
        return sigma <= 0 ? line.clone() : lines(line, line.length, 1, sigma);
    }

    private static float[] lines(float[] in, int width, int height, double sigma) {
        return sigma < WIDE ? convolve(in, width, height, sigma) : boxes(in, width, height, sigma);
    }

    private static float[] convolve(float[] in, int width, int height, double sigma) {
        int radius = Math.max(1, (int) Math.ceil(3 * sigma));
        float[] kernel = new float[2 * radius + 1];
        float sum = 0;
        for (int k = -radius; k <= radius; k++) {
            kernel[k + radius] = (float) Math.exp(-k * k / (2 * sigma * sigma));
            sum += kernel[k + radius];
        }
        for (int k = 0; k < kernel.length; k++) kernel[k] /= sum;
        float[] line = new float[width + 2 * radius];
        float[] out = new float[in.length];
        for (int y = 0; y < height; y++) {
            pad(in, y * width, width, radius, line);
            for (int x = 0; x < width; x++) {
                float acc = 0;
                for (int k = 0; k < kernel.length; k++) acc += kernel[k] * line[x + k];
                out[y * width + x] = acc;
            }
        }
        return out;
    }

    private static float[] boxes(float[] in, int width, int height, double sigma) {
        double variance = sigma * sigma / PASSES;
        int r = (int) Math.floor((Math.sqrt(12 * variance + 1) - 1) / 2);
        double edge = (2 * r + 1) * (r * (r + 1.0) - 3 * variance) / (6 * (variance - (r + 1.0) * (r + 1.0)));
        float side = (float) (edge / (2 * r + 1 + 2 * edge));
        float inner = (float) (1 / (2 * r + 1 + 2 * edge));
        int pad = PASSES * (r + 1);
        float[] a = new float[width + 2 * pad];
        float[] b = new float[width + 2 * pad];
        float[] out = new float[in.length];
        for (int y = 0; y < height; y++) {
            pad(in, y * width, width, pad, a);
            for (int pass = 1; pass <= PASSES; pass++) {
                int from = pass * (r + 1);
                int to = a.length - from;
                double sum = 0;
                for (int k = -r; k < r; k++) sum += a[from + k];
                for (int x = from; x < to; x++) {
                    sum += a[x + r];
                    b[x] = (float) sum * inner + side * (a[x - r - 1] + a[x + r + 1]);
                    sum -= a[x - r];
                }
                float[] swap = a;
                a = b;
                b = swap;
            }
            System.arraycopy(a, pad, out, y * width, width);
        }
        return out;
    }

    private static void pad(float[] in, int at, int width, int pad, float[] line) {
        System.arraycopy(in, at, line, pad, width);
        for (int k = 1; k <= pad; k++) {
            line[pad - k] = in[at + mirror(-k, width)];
            line[pad + width - 1 + k] = in[at + mirror(width - 1 + k, width)];
        }
    }

    private static int mirror(int x, int width) {
        if (width == 1) return 0;
        int period = 2 * width - 2;
        int m = Math.floorMod(x, period);
        return m < width ? m : period - m;
    }
}
