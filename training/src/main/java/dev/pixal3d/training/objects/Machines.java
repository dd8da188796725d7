// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Robots on legs, sailing ships and mills: bodies with parts that stand far out of them. */
final class Machines {
    private Machines() {}

    /** A cabin on two bent legs, with arms that hang, reach or carry a barrel. */
    static void robot(SolidBuilder s, Paint paint, RandomGenerator r) {
        double wide = between(r, 0.22, 0.45), tall = between(r, 0.18, 0.4), deep = between(r, 0.2, 0.42);
        double legs = between(r, 0.25, 0.7), thick = between(r, 0.05, 0.12);
        RgbaImage shell = paint.next(), joint = paint.next(), glass = paint.next();
        for (int i = -1; i <= 1; i += 2) {
            double x = i * wide * between(r, 0.5, 0.95), bend = between(r, -0.25, 0.25);
            double[] knee = {x * 1.15, legs * 0.55, bend}, foot = {x * 1.2, thick, between(r, -0.1, 0.1)};
            s.limb(new double[]{x, legs, 0}, knee, thick, thick, joint);
            s.limb(knee, foot, thick, thick * 1.3, shell);
            Furniture.box(s, foot[0], 0, foot[2] + thick, thick * 1.6, thick * 0.5, thick * between(r, 1.6, 3), shell);
        }
        s.push();
        s.move(0, legs + tall, 0);
        if (r.nextBoolean()) s.ball(wide, tall, deep, between(r, 0.3, 1), shell);
        else s.taperedBox(wide, tall, deep, between(r, 0.7, 1.2), between(r, 0.7, 1.2), shell);
        s.push();
        s.move(0, tall * 0.2, deep * 0.9).ball(wide * between(r, 0.3, 0.8), tall * 0.45, 0.08, 0.6, glass);
        s.pop();
        boolean spread = r.nextInt(3) == 0;
        double barrel = between(r, 0.2, 0.6);
        for (int i = -1; i <= 1; i += 2) {
            double out = spread ? between(r, 0.3, 0.6) : between(r, 0.1, 0.2), reach = spread ? 0 : between(r, 0, 0.5);
            double[] from = {i * wide, tall * 0.3, 0}, hand = {i * (wide + out), tall * 0.3 - (spread
                    ? 0
                    : between(r,
                            0, 0.5)),
                    reach};
            s.limb(from, hand, thick, thick, joint);
            s.limb(hand, new double[]{hand[0], hand[1], hand[2] + barrel}, thick * 1.3, thick, shell);
        }
        if (r.nextBoolean())
            s.limb(new double[]{wide * 0.5, tall, 0}, new double[]{wide * 0.6, tall + between(r, 0.2,
                    0.5), -0.1}, 0.02, 0.02, joint);
        if (r.nextInt(3) == 0) Furniture.box(s, 0, tall * 0.2, -deep - 0.08, wide * 0.7, tall * 0.5, 0.1, joint);
        s.pop();
    }

    /** A hull with one to three masts; the sails hang across it and bulge to the bow, or lie along it. */
    static void ship(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.18, 0.32), z = between(r, 0.7, 1.1), h = between(r, 0.15, 0.35);
        RgbaImage wood = paint.next(), cloth = paint.next(), deck = paint.next();
        double rise = between(r, 0.1, 0.35), sharp = between(r, 0.5, 1);
        s.surface(16, 8, wood, (u, v, out) -> {
            double t = 2 * u - 1, w = x * Math.pow(Math.max(0, 1 - Math.pow(Math.abs(t), 2.5)), sharp), b = Math.PI * v;
            out[0] = -w * Math.cos(b);
            out[1] = -h * Math.sqrt(Math.max(0, Math.sin(b))) * (1 - 0.3 * t * t) + rise * t * t;
            out[2] = z * t;
        });
        s.surface(16, 1, deck, (u, v, out) -> {
            double t = 2 * u - 1, w = x * Math.pow(Math.max(0, 1 - Math.pow(Math.abs(t), 2.5)), sharp);
            out[0] = w * (2 * v - 1);
            out[1] = -0.04 + rise * t * t;
            out[2] = z * t;
        });
        if (r.nextBoolean()) Furniture.box(s, 0, 0, -z * 0.65, x * 0.7, between(r, 0.1, 0.25), z * 0.22, wood);
        int masts = 1 + r.nextInt(3);
        boolean along = r.nextInt(4) == 0;
        for (int i = 0; i < masts; i++) {
            double at = masts == 1 ? between(r, -0.1, 0.2) : z * 0.9 * (i / (masts - 1.0) - 0.5);
            double high = between(r, 0.8, 1.6), half = between(r, 0.3, 0.65);
            s.limb(new double[]{0, 0, at}, new double[]{0, high, at}, 0.035, 0.02, wood);
            if (along) {
                s.push();
                s.move(0, 0, at).turn(1, Math.PI / 2);
                s.plate(new double[]{0.03, 0.2, z * 0.6, 0.2, 0.03, high * 0.95}, 0.012, cloth);
                s.pop();
            } else {
                sail(s, at, high * 0.3, high * (r.nextBoolean() ? 0.95 : 0.65), half, between(r, 0.05, 0.25), cloth);
                if (r.nextBoolean()) sail(s, at, high * 0.68, high * 0.98, half * 0.6, 0.1, cloth);
            }
        }
        if (r.nextBoolean())
            s.limb(new double[]{0, rise * 0.8, z * 0.9}, new double[]{0, rise + 0.2, z * 1.35}, 0.03,
                    0.015, wood);
    }

    private static void sail(SolidBuilder s, double z, double low, double high, double half, double bulge,
            RgbaImage cloth) {
        for (int side = 0; side < 2; side++) {
            double thick = 0.02 * side;
            s.surface(8, 6, cloth, (u, v, out) -> {
                double a = 2 * u - 1, b = 2 * v - 1;
                out[0] = half * a * (0.85 + 0.15 * v);
                out[1] = high + (low - high) * v;
                out[2] = z + 0.03 + thick + bulge * (1 - a * a) * (1 - b * b);
            });
        }
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
}
