// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Vessels, tools, plants, boxes and cans, and heaps of parts. */
final class Things {
    private Things() {}

    static void vessel(SolidBuilder s, Paint paint, RandomGenerator r) {
        int n = 5 + r.nextInt(6);
        double[] radius = new double[n + 2], height = new double[n + 2];
        double now = between(r, 0.1, 0.5), tall = between(r, 0.4, 1.6);
        for (int i = 1; i <= n; i++) {
            radius[i] = now;
            height[i] = tall * (0.5 - (i - 1.0) / (n - 1));
            now = Math.clamp(now * between(r, 0.6, 1.6), 0.05, 0.6);
        }
        height[0] = height[1];
        height[n + 1] = height[n];
        int smooth = 6;
        double[] fineRadius = new double[(n + 1) * smooth + 1], fineHeight = new double[(n + 1) * smooth + 1];
        boolean turned = r.nextBoolean();
        for (int i = 0; i < fineRadius.length; i++) {
            int k = Math.min(n, i / smooth);
            double t = (double) (i - k * smooth) / smooth;
            if (turned && k > 0 && k < n) t = t * t * (3 - 2 * t);
            fineRadius[i] = radius[k] + t * (radius[k + 1] - radius[k]);
            fineHeight[i] = height[k] + t * (height[k + 1] - height[k]);
        }
        s.lathe(fineRadius, fineHeight, r.nextInt(4) == 0 ? 4 + r.nextInt(5) : 28, paint.next());
        int handles = r.nextInt(3);
        RgbaImage metal = paint.next();
        for (int i = 0; i < handles; i++) {
            s.push();
            s.turn(1, Math.PI * i + (handles == 1 ? between(r, 0, 6) : 0)).move(radius[n / 2 + 1], between(r, -0.2, 0.2)
                    * tall, 0).scale(1, between(r, 0.8, 1.6), 1);
            s.torus(between(r, 0.1, 0.25), between(r, 0.02, 0.05), metal);
            s.pop();
        }
        if (r.nextInt(3) == 0)
            s.limb(new double[]{0, 0, radius[n / 2]}, new double[]{0, tall * 0.4, radius[n / 2]
                    + 0.35}, 0.08, 0.04, metal);
    }

    static void tool(SolidBuilder s, Paint paint, RandomGenerator r) {
        double h = between(r, 0.4, 1.2), thick = between(r, 0.02, 0.06);
        RgbaImage grip = paint.next(), head = paint.next();
        s.limb(new double[]{0, -h / 2, 0}, new double[]{0, h / 2, 0}, thick, thick, grip);
        s.push();
        s.move(0, h / 2, 0).turn(1, between(r, 0, 3));
        switch (r.nextInt(5)) {
            case 0 -> s.box(between(r, 0.1, 0.35), between(r, 0.06, 0.2), between(r, 0.06, 0.15), head);
            case 1 -> {
                double w = between(r, 0.04, 0.12), l = between(r, 0.4, 1.2);
                s.plate(new double[]{-w, 0, w, 0, w * 0.8, l, 0, l * 1.15, -w * 0.8, l}, 0.015, head);
                s.box(between(r, 0.12, 0.3), 0.03, 0.04, grip);
            }
            case 2 -> s.plate(new double[]{0, -0.1, 0.3, -0.3, 0.36, 0, 0.3, 0.3, 0, 0.1}, 0.03, head);
            case 3 -> s.lump(between(r, 0.1, 0.25), 0.3, 3, r, head);
            default -> s.torus(between(r, 0.1, 0.25), 0.03, head);
        }
        s.pop();
    }

    static void plant(SolidBuilder s, Paint paint, RandomGenerator r) {
        double h = between(r, 0.3, 1.1);
        RgbaImage wood = paint.next(), leaf = paint.next(), pot = paint.next();
        double[] top = {between(r, -0.1, 0.1), h, between(r, -0.1, 0.1)};
        s.limb(new double[]{0, 0, 0}, top, between(r, 0.04, 0.1), 0.04, wood);
        int kind = r.nextInt(4), n = 2 + r.nextInt(7);
        for (int i = 0; i < n; i++) {
            double a = 2.4 * i, reach = between(r, 0.1, 0.4);
            double[] end = {top[0] + reach * Math.cos(a), h * between(r, 0.6, 1.3), top[2] + reach * Math.sin(a)};
            switch (kind) {
                case 0 -> {
                    s.push();
                    s.move(end[0], end[1], end[2]).lump(between(r, 0.15, 0.35), 0.25, 2, r, leaf);
                    s.pop();
                }
                case 1 -> {
                    s.push();
                    double w = 0.5 * (1 - 0.8 * i / n);
                    s.move(top[0], h * 0.5 + 0.22 * i, top[2]).cylinder(w, w * 0.2, 0.18, 12, leaf);
                    s.pop();
                }
                case 2 -> {
                    s.push();
                    s.move(top[0], h, top[2]).turn(1, a).turn(0, between(r, 0.2, 1.4));
                    s.plate(new double[]{-0.03, 0, 0.03, 0, 0.1, 0.3, 0, 0.65, -0.1, 0.3}, 0.012, leaf);
                    s.pop();
                }
                default -> {
                    s.limb(top, end, 0.03, 0.015, wood);
                    s.push();
                    s.move(end[0], end[1], end[2]).ball(0.1, 0.1, 0.1, 1, leaf);
                    s.pop();
                }
            }
        }
        if (r.nextInt(3) == 0) {
            s.push();
            s.move(0, 0.02, 0).cylinder(0.15, 0.22, 0.15, 18, pot);
            s.pop();
        }
    }

    /** A box or a can with prints, alone: also bottles with caps and stacks. */
    static void parcel(SolidBuilder s, Paint paint, RandomGenerator r) {
        int n = r.nextInt(3) == 0 ? 2 + r.nextInt(3) : 1;
        double y = 0;
        for (int i = 0; i < n; i++) {
            double h = between(r, 0.1, 0.8);
            s.push();
            s.move(0, y + h, 0).turn(1, n > 1 ? between(r, 0, 3) : 0);
            switch (r.nextInt(4)) {
                case 0 -> {
                    double w = between(r, 0.15, 0.4);
                    s.cylinder(w, w, h, 28, paint.next());
                }
                case 1 -> {
                    double w = between(r, 0.1, 0.35);
                    s.lathe(new double[]{0, 0.3 * w, 0.3 * w, w, w, 0.9 * w, 0}, new double[]{h, h, h * 0.6, h * 0.3, -h
                            * 0.9, -h, -h}, 24, paint.next());
                }
                case 2 -> s.ball(between(r, 0.15, 0.5), h, between(r, 0.1, 0.5), between(r, 0.15, 1), paint.next());
                default -> {
                    double x = between(r, 0.15, 0.6), z = between(r, 0.05, 0.5);
                    for (int side = 0; side < 3; side++) s.box(x, h, z, paint.next());
                }
            }
            s.pop();
            y += 2 * h;
        }
    }

    static void heap(SolidBuilder s, Paint paint, RandomGenerator r) {
        int n = 2 + r.nextInt(7);
        for (int i = 0; i < n; i++) {
            s.push();
            s.move(between(r, -0.4, 0.4), between(r, -0.4, 0.4), between(r, -0.4, 0.4));
            s.turn(r.nextInt(3), r.nextBoolean() ? 0 : between(r, 0, 3));
            small(s, paint, r);
            s.pop();
        }
    }

    /** Any simple part of about half a unit. */
    static void small(SolidBuilder s, Paint paint, RandomGenerator r) {
        RgbaImage p = paint.next();
        double a = between(r, 0.08, 0.45), b = between(r, 0.08, 0.45), c = between(r, 0.08, 0.45);
        switch (r.nextInt(6)) {
            case 0 -> s.box(a, b, c, p);
            case 1 -> s.ball(a, b, c, between(r, 0.3, 1), p);
            case 2 -> s.cylinder(a, a * between(r, 0, 1), b, 20, p);
            case 3 -> s.torus(a, a * between(r, 0.15, 0.4), p);
            case 4 -> s.lump(a, 0.35, between(r, 1, 4), r, p);
            default -> s.taperedBox(a, b, c, between(r, 0, 1), between(r, 0, 1), p);
        }
    }
}
