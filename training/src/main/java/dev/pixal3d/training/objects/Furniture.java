// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Tables, chairs, sofas, beds, shelves, chests and lamps, standing on y = 0. */
final class Furniture {
    private Furniture() {}

    static void add(SolidBuilder s, Paint paint, RandomGenerator r) {
        switch (r.nextInt(7)) {
            case 0 -> table(s, paint, r);
            case 1, 2 -> chair(s, paint, r);
            case 3 -> sofa(s, paint, r);
            case 4 -> shelf(s, paint, r);
            case 5 -> lamp(s, paint, r);
            default -> bed(s, paint, r);
        }
    }

    static void box(SolidBuilder s, double x, double y, double z, double hx, double hy, double hz, RgbaImage paint) {
        s.push();
        s.move(x, y, z).box(hx, hy, hz, paint);
        s.pop();
    }

    private static void legs(SolidBuilder s, double x, double z, double height, double thick, RgbaImage paint,
            RandomGenerator r) {
        boolean round = r.nextBoolean();
        double lean = r.nextInt(3) == 0 ? between(r, 0, 0.25) : 0;
        for (int i = 0; i < 4; i++) {
            double sx = i % 2 == 0 ? x : -x, sz = i / 2 == 0 ? z : -z;
            if (round)
                s.limb(new double[]{sx * (1 + lean), thick, sz * (1 + lean)}, new double[]{sx, height, sz}, thick
                        * 0.7, thick, paint);
            else
                box(s, sx, height / 2, sz, thick, height / 2, thick, paint);
        }
    }

    private static void table(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.4, 1), z = between(r, 0.3, 0.8), h = between(r, 0.3, 1), t = between(r, 0.02, 0.08);
        RgbaImage top = paint.next(), leg = paint.next();
        if (r.nextInt(3) == 0) {
            s.push();
            s.move(0, h, 0).cylinder(x, x, t, 28, top);
            s.pop();
            s.limb(new double[]{0, 0, 0}, new double[]{0, h, 0}, 0.06, 0.06, leg);
            s.push();
            s.move(0, 0.03, 0).cylinder(x * 0.6, 0.1, 0.03, 20, leg);
            s.pop();
        } else {
            box(s, 0, h, 0, x, t, z, top);
            legs(s, x * 0.88, z * 0.88, h, between(r, 0.025, 0.07), leg, r);
        }
        int things = r.nextInt(4);
        for (int i = 0; i < things; i++) {
            s.push();
            s.move(between(r, -0.6, 0.6) * x, h + t, between(r, -0.6, 0.6) * z).scale(0.15, 0.15, 0.15);
            Things.small(s, paint, r);
            s.pop();
        }
    }

    private static void chair(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.25, 0.4), z = between(r, 0.25, 0.4), h = between(r, 0.3, 0.6), t = between(r, 0.02,
                0.08);
        double back = between(r, 0.25, 0.8), thick = between(r, 0.02, 0.05);
        RgbaImage seat = paint.next(), frame = paint.next();
        box(s, 0, h, 0, x, t, z, seat);
        legs(s, x * 0.9, z * 0.9, h, thick, frame, r);
        if (r.nextBoolean()) box(s, 0, h + back / 2, -z + thick, x, back / 2, thick, seat);
        else {
            int bars = 2 + r.nextInt(5);
            for (int i = 0; i < bars; i++) {
                double px = x * 0.9 * (2.0 * i / (bars - 1) - 1);
                box(s, px, h + back / 2, -z * 0.9, thick * 0.8, back / 2, thick * 0.8, frame);
            }
            box(s, 0, h + back, -z * 0.9, x, thick * 1.5, thick, frame);
        }
        if (r.nextInt(3) == 0) for (int i = -1; i <= 1; i += 2) {
            box(s, i * x, h + 0.2, 0, thick, thick, z, frame);
            box(s, i * x, h + 0.1, z * 0.8, thick, 0.1, thick, frame);
        }
    }

    private static void sofa(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.4, 1.1), z = between(r, 0.3, 0.5), arm = between(r, 0.06, 0.16), h = between(r, 0.2,
                0.4);
        RgbaImage cloth = paint.next(), cushion = paint.next();
        box(s, 0, h * 0.6, 0, x, h * 0.5, z, cloth);
        box(s, 0, h * 1.2, -z + 0.1, x, h * 1.1, 0.1, cloth);
        for (int i = -1; i <= 1; i += 2) box(s, i * (x - arm), h, 0, arm, h * 0.8, z, cloth);
        int n = 1 + r.nextInt(3);
        for (int i = 0; i < n; i++) {
            s.push();
            s.move((x - 2 * arm) * ((2.0 * i + 1) / n - 1), h * 1.15, 0.1).ball((x - 2 * arm) / n, 0.1, z - 0.15, 0.4,
                    cushion);
            s.pop();
        }
    }

    private static void bed(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.35, 0.7), z = between(r, 0.8, 1.1), h = between(r, 0.12, 0.3);
        RgbaImage wood = paint.next();
        box(s, 0, h, 0, x, h * 0.4, z, wood);
        box(s, 0, h * 1.6, 0, x * 0.95, h * 0.4, z * 0.97, paint.next());
        box(s, 0, h * 1.9, z * 0.2, x * 0.97, h * 0.3, z * 0.75, paint.next());
        box(s, 0, h * 2, -z, x, h * between(r, 1.2, 2.5), 0.04, wood);
        box(s, 0, h * 2.2, -z * 0.75, x * 0.5, h * 0.3, 0.15, paint.next());
        legs(s, x * 0.9, z * 0.9, h, 0.04, wood, r);
    }

    private static void shelf(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.3, 0.8), h = between(r, 0.5, 1.8), z = between(r, 0.12, 0.35), t = 0.025;
        RgbaImage wood = paint.next();
        int n = 1 + r.nextInt(5);
        boolean open = r.nextBoolean();
        for (int i = -1; i <= 1; i += 2) box(s, i * x, h / 2, 0, t, h / 2, z, wood);
        for (int i = 0; i <= n; i++) box(s, 0, h * i / n, 0, x, t, z, wood);
        if (!open || r.nextBoolean()) box(s, 0, h / 2, -z, x, h / 2, t, wood);
        for (int i = 0; i < n; i++) {
            if (!open) {
                box(s, 0, h * (i + 0.5) / n, z, x * 0.94, h / n * 0.42, t, paint.next());
                continue;
            }
            for (double at = -x * 0.85; at < x * 0.8; at += 0.12 + 0.2 * r.nextDouble()) {
                double tall = h / n * between(r, 0.2, 0.45);
                box(s, at, h * i / n + tall, 0, 0.045, tall, z * 0.6, paint.next());
            }
        }
    }

    private static void lamp(SolidBuilder s, Paint paint, RandomGenerator r) {
        double h = between(r, 0.4, 1.6), w = between(r, 0.15, 0.4);
        RgbaImage metal = paint.next();
        s.push();
        s.move(0, 0.03, 0).cylinder(w * 0.7, w * 0.5, 0.03, 20, metal);
        s.pop();
        s.limb(new double[]{0, 0, 0}, new double[]{0, h, 0}, 0.025, 0.025, metal);
        s.push();
        s.move(0, h, 0).cylinder(w, w * between(r, 0.3, 1), between(r, 0.1, 0.25), 24, paint.next());
        s.pop();
    }
}
