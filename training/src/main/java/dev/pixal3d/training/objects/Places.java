// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.training.objects.ProceduralObject.Family;
import java.util.random.RandomGenerator;

/** Buildings, mills, open rooms and plots of land with things on them. */
final class Places {
    private Places() {}

    static void building(SolidBuilder s, Paint paint, RandomGenerator r) {
        int wings = 1 + r.nextInt(3);
        RgbaImage wall = paint.next(), roof = paint.next(), frame = paint.next();
        double x0 = 0;
        for (int i = 0; i < wings; i++) {
            double x = between(r, 0.25, 0.7), z = between(r, 0.25, 0.6), h = between(r, 0.2, i == 0 ? 1.2 : 0.7);
            double at = i == 0 ? 0 : x0 + x * 0.8;
            Furniture.box(s, at, h, 0, x, h, z, wall);
            windows(s, r, at, x, z, h, frame, paint);
            double rise = between(r, 0.1, 0.45);
            s.push();
            s.move(at, 2 * h + rise, 0);
            switch (r.nextInt(4)) {
                case 0 -> s.taperedBox(x * 1.12, rise, z * 1.15, 1, 0.02, roof);
                case 1 -> s.taperedBox(x * 1.12, rise, z * 1.15, 0.02, between(r, 0.02, 0.8), roof);
                case 2 -> s.move(0, -rise * 0.85, 0).box(x * 1.05, rise * 0.15, z * 1.05, roof);
                default -> s.cylinder(Math.max(x, z) * 1.2, 0.02, rise, 4 + r.nextInt(12), roof);
            }
            s.pop();
            if (r.nextBoolean()) Furniture.box(s, at + x * 0.5, 2 * h + rise * 1.3, 0, 0.06, rise, 0.06, frame);
            x0 = at + x;
        }
        if (r.nextBoolean()) Furniture.box(s, x0 / 2, -0.03, 0, x0 + 0.4, 0.03, between(r, 0.6, 1), paint.next());
    }

    /** A tower with a cap and a wheel of sails before it. */
    static void mill(SolidBuilder s, Paint paint, RandomGenerator r) {
        double bottom = between(r, 0.3, 0.5), top = bottom * between(r, 0.55, 1), half = between(r, 0.4, 0.7);
        RgbaImage wall = paint.next(), roof = paint.next(), sails = paint.next();
        s.push();
        s.move(0, half, 0);
        if (r.nextBoolean()) s.cylinder(bottom, top, half, 6 + r.nextInt(14), wall);
        else s.taperedBox(bottom, half, bottom, top / bottom, top / bottom, wall);
        double cap = between(r, 0.15, 0.35);
        s.push();
        s.move(0, half + cap, 0);
        if (r.nextBoolean()) s.cylinder(top * 1.1, 0.03, cap, 12, roof);
        else s.taperedBox(top * 1.15, cap, top * 1.2, 0.05, 1, roof);
        s.pop();
        s.move(0, half * between(r, 0.7, 1), 0);
        double front = top + between(r, 0.08, 0.2), length = between(r, 0.5, 1), wide = between(r, 0.06, 0.16);
        s.limb(new double[]{0, 0, 0}, new double[]{0, 0, front}, 0.06, 0.05, sails);
        int n = 4 + (r.nextInt(4) == 0 ? 2 : 0);
        double turned = between(r, 0, Math.PI / 2);
        for (int i = 0; i < n; i++) {
            s.push();
            s.move(0, 0, front).turn(2, turned + 2 * Math.PI * i / n).turn(1, between(r, 0.1, 0.3));
            s.plate(new double[]{-0.02, 0, wide, length * 0.15, wide, length, -0.02, length}, 0.015, sails);
            s.pop();
        }
        s.pop();
        Furniture.box(s, 0, 0.12, bottom * 0.95, 0.08, 0.12, 0.05, roof);
        if (r.nextBoolean())
            Furniture.box(s, between(r, 0.2, 0.6), 0.15, 0, bottom, between(r, 0.15, 0.35), bottom
                    * 0.8, wall);
    }

    private static void windows(SolidBuilder s, RandomGenerator r, double at, double x, double z, double h,
            RgbaImage frame, Paint paint) {
        int n = 1 + r.nextInt(3), rows = 1 + r.nextInt(3);
        RgbaImage glass = paint.next();
        for (int side = -1; side <= 1; side += 2) {
            for (int i = 0; i < n * rows; i++) {
                double px = at + x * 0.8 * ((2.0 * (i % n) + 1) / n - 1), py = 2 * h * (i / n + 0.55) / rows;
                Furniture.box(s, px, py, side * z, x * 0.25 / n, h * 0.3 / rows, 0.015, glass);
            }
        }
        Furniture.box(s, at, h * 0.3 / rows + 0.02, z, x * 0.16, h * 0.3 / rows, 0.03, frame);
    }

    /** A plot, square or round or stepped, with objects on it: what isometric pictures show. */
    static void scene(SolidBuilder s, Paint paint, RandomGenerator r) {
        double thick = between(r, 0.02, 0.3), x = 1, z = between(r, 0.6, 1);
        RgbaImage soil = paint.next();
        s.push();
        s.move(0, -thick, 0);
        switch (r.nextInt(4)) {
            case 0 -> s.cylinder(between(r, 0.4, 1), 1, thick, 6 + r.nextInt(20), soil);
            case 1 -> s.taperedBox(x * between(r, 0.3, 1), thick, z, 1, 1, soil);
            default -> s.box(x, thick, z, soil);
        }
        s.pop();
        Furniture.box(s, between(r, -0.4, 0.4), 0, between(r, -0.4, 0.4), 0.55, 0.012, 0.15, paint.next());
        int n = 2 + r.nextInt(6);
        Family[] families = {Family.BUILDING, Family.PLANT, Family.PLANT, Family.FURNITURE, Family.VEHICLE,
                Family.FIGURE, Family.HEAP, Family.PACKAGE};
        for (int i = 0; i < n; i++) {
            s.push();
            double k = between(r, 0.15, n < 4 ? 0.5 : 0.35);
            s.move(between(r, -0.65, 0.65), 0, between(r, -0.65, 0.65) * z).turn(1, Math.PI / 2 * r.nextInt(4));
            s.scale(k, k, k);
            Family family = families[r.nextInt(families.length)];
            if (family == Family.PACKAGE || family == Family.HEAP) s.move(0, 0.5, 0);
            ProceduralObject.add(family, s, r);
            s.pop();
        }
    }

    /** Floor and two walls, open to the front, with furniture. */
    static void room(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.7, 1), z = between(r, 0.7, 1), h = between(r, 0.4, 0.9), t = between(r, 0.02, 0.08);
        RgbaImage wall = paint.next();
        s.push();
        s.turn(1, r.nextBoolean() ? Math.PI / 4 : between(r, -0.8, 0.8));
        Furniture.box(s, 0, -t, 0, x, t, z, paint.next());
        Furniture.box(s, 0, h - 2 * t, -z, x, h, t, wall);
        if (r.nextInt(4) > 0) Furniture.box(s, -x, h - 2 * t, 0, t, h, z, wall);
        if (r.nextInt(4) == 0) Furniture.box(s, x, h - 2 * t, 0, t, h, z, wall);
        Furniture.box(s, between(r, -0.5, 0.5) * x, h, -z + t, 0.2, 0.2, 0.02, paint.next());
        int n = 2 + r.nextInt(4);
        for (int i = 0; i < n; i++) {
            s.push();
            double k = between(r, 0.3, 0.5);
            s.move(between(r, -0.6, 0.6) * x, 0, between(r, -0.7, 0.6) * z).turn(1, Math.PI / 2 * r.nextInt(4));
            s.scale(k, k, k);
            if (r.nextInt(4) == 0) Things.plant(s, paint, r);
            else Furniture.add(s, paint, r);
            s.pop();
        }
        s.pop();
    }
}
