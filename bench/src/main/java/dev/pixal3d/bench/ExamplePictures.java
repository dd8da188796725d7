// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * Draws the pictures in {@code examples/}: small toys described by signed distance functions, sphere-traced with one
 * soft light. Method: Hart, "Sphere Tracing", The Visual Computer 12 (1996); smooth unions after Quilez.
 *
 * <p>
 * Run: {@code ./pixal3d bench ExamplePictures examples}
 */
public final class ExamplePictures {
    private static final int SIZE = 768;
    private static final int SAMPLES = 3;
    private static final double CAMERA = 6.0;
    private static final double FOCAL = 3.4;

    /** A toy: distance and colour (r, g, b written to {@code out}) at a point; y is up, +z towards the camera. */
    private interface Toy {
        double at(double x, double y, double z, double[] out);
    }

    private ExamplePictures() {}

    /** Writes all pictures to the folder named by the first argument. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args.length > 0 ? args[0] : "examples");
        Files.createDirectories(folder);
        record Named(String name, Toy toy, boolean background) {}
        for (Named named : List.of(new Named("mushroom.png", ExamplePictures::mushroom, false),
                new Named("robot.png", ExamplePictures::robot, false),
                new Named("cactus.png", ExamplePictures::cactus, false),
                new Named("duck-on-a-table.png", ExamplePictures::duck, true))) {
            ImageIO.write(draw(named.toy, named.background), "png", folder.resolve(named.name).toFile());
        }
    }

    private static BufferedImage draw(Toy toy, boolean background) {
        BufferedImage image = new BufferedImage(SIZE, SIZE,
                background ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        IntStream.range(0, SIZE).parallel().forEach(y -> {
            for (int x = 0; x < SIZE; x++) image.setRGB(x, y, pixel(toy, x, y, background));
        });
        return image;
    }

    private static int pixel(Toy toy, int px, int py, boolean background) {
        double[] sum = new double[4];
        for (int s = 0; s < SAMPLES * SAMPLES; s++) {
            double u = (px + (s % SAMPLES + 0.5) / SAMPLES) / SIZE * 2 - 1;
            double v = 1 - (py + (s / SAMPLES + 0.5) / SAMPLES) / SIZE * 2;
            double[] rgb = new double[3];
            if (trace(toy, u, v, rgb)) {
                for (int k = 0; k < 3; k++) sum[k] += rgb[k];
                sum[3]++;
            } else if (background) {
                double shadow = 1 - 0.35 * Math.exp(-8 * (u * u * 0.5 + (v + 0.66) * (v + 0.66) * 40));
                double light = (0.80 - 0.10 * (u * u + v * v)) * shadow;
                for (int k = 0; k < 3; k++) sum[k] += light * (k == 0 ? 0.86 : k == 1 ? 0.92 : 1.0);
            }
        }
        double covered = background ? SAMPLES * SAMPLES : Math.max(1, sum[3]);
        int alpha = background ? 255 : (int) Math.round(255 * sum[3] / (SAMPLES * SAMPLES));
        int argb = alpha << 24;
        for (int k = 0; k < 3; k++) {
            argb |= (int) Math.round(255 * Math.pow(Math.clamp(sum[k] / covered, 0, 1), 1 / 2.2)) << 16 - 8 * k;
        }
        return argb;
    }

    private static boolean trace(Toy toy, double u, double v, double[] rgb) {
        double length = Math.sqrt(u * u + v * v + FOCAL * FOCAL);
        double dx = u / length;
        double dy = v / length;
        double dz = -FOCAL / length;
        double t = 3;
        for (int i = 0; i < 160 && t < 9; i++) {
            double d = toy.at(t * dx, t * dy, CAMERA + t * dz, rgb);
            if (d < 4e-4) {
                shade(toy, t * dx, t * dy, CAMERA + t * dz, rgb);
                return true;
            }
            t += 0.7 * d;
        }
        return false;
    }

    private static void shade(Toy toy, double x, double y, double z, double[] rgb) {
        double e = 1e-3;
        double[] unused = new double[3];
        double nx = toy.at(x + e, y, z, unused) - toy.at(x - e, y, z, unused);
        double ny = toy.at(x, y + e, z, unused) - toy.at(x, y - e, z, unused);
        double nz = toy.at(x, y, z + e, unused) - toy.at(x, y, z - e, unused);
        double n = Math.sqrt(nx * nx + ny * ny + nz * nz) + 1e-12;
        nx /= n;
        ny /= n;
        nz /= n;
        double open = 0;
        for (int i = 1; i <= 5; i++) {
            double h = 0.05 * i;
            open += (h - toy.at(x + h * nx, y + h * ny, z + h * nz, unused)) / (1 << i);
        }
        double occlusion = Math.clamp(1 - 5 * open, 0.25, 1);
        double key = Math.max(0, 0.42 * nx + 0.68 * ny + 0.60 * nz);
        double light = 0.32 + 0.16 * ny + 0.72 * key;
        double gloss = 0.22 * Math.pow(Math.max(0, 0.22 * nx + 0.40 * ny + 0.89 * nz), 40);
        for (int k = 0; k < 3; k++) rgb[k] = rgb[k] * light * occlusion + gloss;
    }

    private static double mushroom(double x, double y, double z, double[] out) {
        double stem = capsule(x, y, z, 0, -1.35, 0, 0, 0.2, 0, 0.46 - 0.09 * Math.sin(1.4 * (y + 1.2)));
        double cap = smoothMax(ellipsoid(x, y - 0.28, z, 1.42, 1.12, 1.42), -(y - 0.12), 0.12);
        double foot = smoothMax(ellipsoid(x, y + 1.42, z, 0.95, 0.30, 0.95), -(y + 1.5), 0.05);
        double d = Math.max(smoothMin(stem, foot, 0.12), -(y + 1.5));
        set(out, 0.80, 0.68, 0.48);
        if (foot < stem - 0.05) set(out, 0.18, 0.42, 0.12);
        if (cap < d) {
            set(out, 0.70, 0.055, 0.045);
            double[][] dots = {{0.1, 1.05, 0.95, 0.24}, {-0.75, 0.75, 0.85, 0.2}, {0.85, 0.72, 0.75, 0.19},
                    {-0.25, 0.45, 1.35, 0.17}, {0.5, 0.42, 1.28, 0.13}, {-1.15, 0.4, 0.55, 0.15}, {1.2, 0.4, 0.4, 0.14},
                    {-0.35, 1.3, 0.3, 0.15}, {0.5, 1.25, 0.2, 0.13}};
            for (double[] dot : dots) {
                if (Math.hypot(Math.hypot(x - dot[0], y - dot[1]), z - dot[2]) < dot[3] + 0.06)
                    set(out, 0.90, 0.86, 0.78);
            }
            if (y < 0.17) set(out, 0.78, 0.62, 0.44);
        }
        d = smoothMin(d, cap, 0.03);
        double door = Math.max(Math.abs(x) - 0.2, Math.max(y + 0.55, -y - 1.25));
        double arch = Math.hypot(x, y + 0.55) - 0.2;
        if (z > 0 && y < -0.2 && Math.min(door, arch) < 0) set(out, 0.30, 0.13, 0.05);
        if (z > 0 && Math.hypot(x - 0.1, y + 0.78) < 0.035) set(out, 0.85, 0.62, 0.12);
        return d;
    }

    private static double robot(double x, double y, double z, double[] out) {
        double body = box(x, y + 0.35, z, 0.62, 0.58, 0.42, 0.16);
        double head = box(x, y - 0.78, z, 0.56, 0.40, 0.42, 0.14);
        double d = body;
        set(out, 0.10, 0.36, 0.55);
        double panel = box(x, y + 0.30, z - 0.45, 0.36, 0.28, 0.03, 0.03);
        d = pick(d, panel, out, 0.86, 0.84, 0.78);
        for (int i = 0; i < 3; i++) {
            double[] c = {0.75, 0.12, 0.08, 0.85, 0.60, 0.06, 0.12, 0.55, 0.20};
            d = pick(d, ellipsoid(x - 0.22 + 0.22 * i, y + 0.40, z - 0.48, 0.075, 0.075, 0.05), out, c[3 * i],
                    c[3 * i + 1],
                    c[3 * i + 2]);
        }
        d = pick(d, box(x, y + 0.18, z - 0.48, 0.28, 0.03, 0.02, 0.01), out, 0.25, 0.27, 0.30);
        d = pick(d, head, out, 0.80, 0.40, 0.07);
        d = pick(d, capsule(x, y, z, 0, 0.1, 0, 0, 0.45, 0, 0.14), out, 0.30, 0.32, 0.35);
        double ax = Math.abs(x);
        d = pick(d, ellipsoid(ax - 0.24, y - 0.86, z - 0.42, 0.14, 0.14, 0.08), out, 0.92, 0.93, 0.90);
        d = pick(d, ellipsoid(ax - 0.24, y - 0.86, z - 0.49, 0.07, 0.07, 0.04), out, 0.03, 0.04, 0.06);
        d = pick(d, box(x, y - 0.57, z - 0.43, 0.22, 0.03, 0.02, 0.02), out, 0.10, 0.05, 0.04);
        d = pick(d, capsule(x, y, z, 0, 1.1, 0, 0, 1.42, 0, 0.035), out, 0.30, 0.32, 0.35);
        d = pick(d, ellipsoid(x, y - 1.46, z, 0.11, 0.11, 0.11), out, 0.80, 0.08, 0.06);
        d = pick(d, capsule(ax, y, z, 0.55, 0.78, 0, 0.66, 0.78, 0, 0.15), out, 0.30, 0.32, 0.35);
        d = pick(d, capsule(ax, y, z, 0.74, -0.02, 0, 1.02, -0.62, 0.12, 0.13), out, 0.30, 0.32, 0.35);
        d = pick(d, ellipsoid(ax - 1.05, y + 0.72, z - 0.14, 0.21, 0.21, 0.21), out, 0.80, 0.40, 0.07);
        d = pick(d, capsule(ax, y, z, 0.30, -0.9, 0, 0.32, -1.28, 0.02, 0.16), out, 0.30, 0.32, 0.35);
        return pick(d, box(ax - 0.34, y + 1.42, z - 0.1, 0.25, 0.11, 0.34, 0.09), out, 0.80, 0.40, 0.07);
    }

    private static double cactus(double x, double y, double z, double[] out) {
        double radius = Math.hypot(x, z);
        double pot = smoothMax(smoothMax(radius - 0.62 - 0.20 * (y + 1.1), y + 0.62, 0.06), -(y + 1.5), 0.06);
        double rim = smoothMax(radius - 0.86, Math.abs(y + 0.66) - 0.12, 0.06);
        double d = Math.min(pot, rim);
        set(out, 0.66, 0.24, 0.11);
        if (Math.abs(y + 1.08) < 0.09) set(out, 0.85, 0.66, 0.30);
        d = pick(d, ellipsoid(x, y + 0.56, z, 0.78, 0.10, 0.78), out, 0.20, 0.12, 0.07);
        double ribs = 0.035 * Math.cos(10 * Math.atan2(z, x));
        double trunk = capsule(x, y, z, 0, -0.5, 0, 0, 0.98, 0, 0.40) + ribs;
        double left = Math.min(capsule(x, y, z, -0.3, 0.0, 0, -0.86, 0.10, 0.05, 0.19),
                capsule(x, y, z, -0.86, 0.10, 0.05, -0.90, 0.62, 0.05, 0.19));
        double right = Math.min(capsule(x, y, z, 0.3, 0.30, 0, 0.80, 0.42, 0.08, 0.16),
                capsule(x, y, z, 0.80, 0.42, 0.08, 0.84, 0.86, 0.08, 0.16));
        double green = smoothMin(trunk, Math.min(left, right), 0.10);
        double shade = 0.5 + 0.5 * Math.cos(10 * Math.atan2(z, x));
        d = pick(d, 0.8 * green, out, 0.10 + 0.05 * shade, 0.36 + 0.12 * shade, 0.13);
        double ax = Math.abs(x);
        d = pick(d, ellipsoid(ax - 0.15, y - 0.55, z - 0.40, 0.055, 0.075, 0.04), out, 0.03, 0.03, 0.04);
        d = pick(d, ellipsoid(ax - 0.25, y - 0.40, z - 0.36, 0.07, 0.045, 0.04), out, 0.75, 0.30, 0.28);
        for (int i = 0; i < 5; i++) {
            double a = 2 * Math.PI * i / 5;
            d = pick(d,
                    ellipsoid(x - 0.13 * Math.cos(a) - 0.12, y - 1.44, z - 0.13 * Math.sin(a) - 0.1, 0.12, 0.07, 0.12),
                    out,
                    0.88, 0.28, 0.50);
        }
        return pick(d, ellipsoid(x - 0.12, y - 1.47, z - 0.1, 0.08, 0.08, 0.08), out, 0.95, 0.78, 0.20);
    }

    private static double duck(double x, double y, double z, double[] out) {
        double body = ellipsoid(x - 0.05, y + 0.55, z, 1.15, 0.72, 0.85);
        double tail = ellipsoid(x - 1.05, y + 0.15, z, 0.35, 0.28, 0.38);
        double head = ellipsoid(x + 0.55, y - 0.50, z - 0.05, 0.60, 0.58, 0.56);
        double d = smoothMin(smoothMin(body, tail, 0.3), head, 0.14);
        d = Math.max(d, -(y + 1.15));
        set(out, 0.92, 0.62, 0.04);
        d = pick(d, smoothMin(ellipsoid(x - 0.25, y + 0.42, z - 0.72, 0.55, 0.32, 0.20), 9, 0.01), out, 0.86, 0.50,
                0.02);
        d = pick(d, ellipsoid(x + 1.12, y - 0.38, z - 0.18, 0.32, 0.12, 0.24), out, 0.85, 0.22, 0.03);
        d = pick(d, ellipsoid(x + 0.72, y - 0.66, z - 0.52, 0.11, 0.13, 0.07), out, 0.93, 0.93, 0.90);
        return pick(d, ellipsoid(x + 0.75, y - 0.66, z - 0.57, 0.06, 0.08, 0.05), out, 0.02, 0.02, 0.03);
    }

    private static double pick(double d, double other, double[] out, double r, double g, double b) {
        if (other < d) set(out, r, g, b);
        return Math.min(d, other);
    }

    private static void set(double[] out, double r, double g, double b) {
        out[0] = r;
        out[1] = g;
        out[2] = b;
    }

    private static double ellipsoid(double x, double y, double z, double rx, double ry, double rz) {
        double k0 = Math.sqrt(x * x / (rx * rx) + y * y / (ry * ry) + z * z / (rz * rz));
        double k1 = Math.sqrt(x * x / (rx * rx * rx * rx) + y * y / (ry * ry * ry * ry) + z * z / (rz * rz * rz * rz));
        return k1 < 1e-9 ? -Math.min(rx, Math.min(ry, rz)) : k0 * (k0 - 1) / k1;
    }

    private static double box(double x, double y, double z, double hx, double hy, double hz, double round) {
        double qx = Math.abs(x) - hx + round;
        double qy = Math.abs(y) - hy + round;
        double qz = Math.abs(z) - hz + round;
        double ox = Math.max(qx, 0);
        double oy = Math.max(qy, 0);
        double oz = Math.max(qz, 0);
        return Math.sqrt(ox * ox + oy * oy + oz * oz) + Math.min(Math.max(qx, Math.max(qy, qz)), 0) - round;
    }

    private static double capsule(double x, double y, double z, double ax, double ay, double az, double bx, double by,
            double bz, double radius) {
        double dx = bx - ax;
        double dy = by - ay;
        double dz = bz - az;
        double h = Math.clamp(((x - ax) * dx + (y - ay) * dy + (z - az) * dz) / (dx * dx + dy * dy + dz * dz), 0, 1);
        return Math.hypot(Math.hypot(x - ax - h * dx, y - ay - h * dy), z - az - h * dz) - radius;
    }

    private static double smoothMin(double a, double b, double k) {
        double h = Math.clamp(0.5 + 0.5 * (b - a) / k, 0, 1);
        return b * (1 - h) + a * h - k * h * (1 - h);
    }

    private static double smoothMax(double a, double b, double k) { return -smoothMin(-a, -b, k); }
}
