// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Cars, lorries, carts, boats, ships with sails, aeroplanes and rockets; they drive towards +z. */
final class Vehicles {
    private Vehicles() {}

    static void add(SolidBuilder s, Paint paint, RandomGenerator r) {
        switch (r.nextInt(7)) {
            case 0, 1, 2 -> car(s, paint, r);
            case 3 -> lorry(s, paint, r);
            case 4 -> boat(s, paint, r);
            case 5 -> plane(s, paint, r);
            default -> rocket(s, paint, r);
        }
    }

    private static void wheels(SolidBuilder s, Paint paint, double x, double z, double radius, int axles) {
        RgbaImage tyre = paint.next(), hub = paint.next();
        for (int i = 0; i < axles; i++) {
            for (int side = -1; side <= 1; side += 2) {
                s.push();
                s.move(side * x, radius, axles == 1 ? 0 : z * (2.0 * i / (axles - 1) - 1)).turn(2, Math.PI / 2);
                s.cylinder(radius, radius, 0.3 * radius, 18, tyre);
                s.cylinder(radius * 0.5, radius * 0.5, 0.36 * radius, 12, hub);
                s.pop();
            }
        }
    }

    private static void car(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.35, 0.5), z = between(r, 0.7, 1.2), h = between(r, 0.12, 0.26), wheel = between(r, 0.12,
                0.24);
        RgbaImage body = paint.next(), glass = paint.next();
        double floor = wheel * between(r, 0.8, 1.3);
        boolean smooth = r.nextBoolean();
        s.push();
        s.move(0, floor + h, 0);
        if (smooth) s.ball(x, h, z, between(r, 0.25, 0.7), body);
        else s.taperedBox(x, h, z, between(r, 0.85, 1), between(r, 0.85, 1), body);
        double cabin = between(r, 0.1, 0.3), back = between(r, -0.4, 0.1) * z, length = between(r, 0.35, 0.7) * z;
        s.move(0, h + cabin * 0.9, back).taperedBox(x * 0.9, cabin, length, between(r, 0.7, 0.95), between(r, 0.5, 0.9),
                glass);
        s.move(0, cabin, 0).box(x * 0.65, 0.02, length * 0.55, body);
        s.pop();
        wheels(s, paint, x, z * between(r, 0.55, 0.7), wheel, 2);
        for (int i = -1; i <= 1; i += 2) {
            Furniture.box(s, i * x * 0.6, floor + h, z, x * 0.18, h * 0.3, 0.03, paint.next());
        }
        if (r.nextInt(3) == 0) Furniture.box(s, 0, floor + 2 * h + 2 * cabin, back, x * 0.5, 0.05, 0.1, paint.next());
    }

    private static void lorry(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.3, 0.45), cab = between(r, 0.25, 0.45), h = between(r, 0.3, 0.5), wheel = between(r,
                0.12, 0.2);
        double load = between(r, 0.5, 1.2), tall = between(r, 0.05, 0.7);
        RgbaImage body = paint.next(), cargo = paint.next();
        Furniture.box(s, 0, wheel * 1.4, 0, x * 0.9, 0.06, load, paint.next());
        Furniture.box(s, 0, wheel * 1.4 + h, load, x, h, cab, body);
        Furniture.box(s, 0, wheel * 1.4 + h * 1.4, load + cab * 0.6, x * 0.92, h * 0.35, cab * 0.45, paint.next());
        if (r.nextInt(3) == 0) {
            s.push();
            s.move(0, wheel * 1.6 + x, -0.1 * load).turn(0, Math.PI / 2).cylinder(x, x, load * 0.75, 20, cargo);
            s.pop();
        } else Furniture.box(s, 0, wheel * 1.5 + tall, -0.2 * load, x * 1.02, tall, load * 0.8, cargo);
        wheels(s, paint, x, load * 0.9, wheel, 2 + r.nextInt(3));
    }

    private static void boat(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.2, 0.4), z = between(r, 0.7, 1.2), h = between(r, 0.12, 0.35);
        RgbaImage hull = paint.next();
        double sharp = between(r, 0.5, 1);
        hull(s, x, z, h, 0.15, sharp, hull, paint.next());
        if (r.nextBoolean()) {
            double mast = between(r, 0.8, 1.6);
            s.limb(new double[]{0, 0, 0}, new double[]{0, mast, 0}, 0.03, 0.02, paint.next());
            s.push();
            s.move(0, 0, r.nextDouble() * 0.1).turn(1, Math.PI / 2 + between(r, -0.6, 0.6));
            s.plate(new double[]{0.03, 0.2, z * 0.8, 0.2, 0.03, mast * 0.95}, 0.01, paint.next());
            s.pop();
        } else Furniture.box(s, 0, 0.2, between(r, -0.3, 0.2) * z, x * 0.6, 0.2, z * 0.3, paint.next());
    }

    /** Round below and pointed at both ends, which rise; with a deck. */
    private static void hull(SolidBuilder s, double x, double z, double h, double rise, double sharp, RgbaImage wood,
            RgbaImage deck) {
        s.surface(16, 8, wood, (u, v, out) -> {
            double t = 2 * u - 1, w = x * Math.pow(Math.max(0, 1 - Math.pow(Math.abs(t), 2.5)), sharp);
            double b = Math.PI * v;
            out[0] = -w * Math.cos(b);
            out[1] = -h * Math.sqrt(Math.max(0, Math.sin(b))) * (1 - 0.3 * t * t) + rise * t * t;
            out[2] = z * t;
        });
        s.surface(16, 1, deck, (u, v, out) -> {
            double t = 2 * u - 1, w = x * Math.pow(Math.max(0, 1 - Math.pow(Math.abs(t), 2.5)), sharp);
            out[0] = w * (2 * v - 1);
            out[1] = -0.03 + rise * t * t;
            out[2] = z * t;
        });
    }

    /** A hull with one to three masts; the sails hang across it and bulge to the bow, or lie along it. */
    static void ship(SolidBuilder s, Paint paint, RandomGenerator r) {
        double x = between(r, 0.18, 0.32), z = between(r, 0.7, 1.1), h = between(r, 0.15, 0.35);
        RgbaImage wood = paint.next(), cloth = paint.next(), deck = paint.next();
        double rise = between(r, 0.1, 0.35), sharp = between(r, 0.5, 1);
        hull(s, x, z, h, rise, sharp, wood, deck);
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

    private static void plane(SolidBuilder s, Paint paint, RandomGenerator r) {
        double radius = between(r, 0.1, 0.25), span = between(r, 0.6, 1.2), chord = between(r, 0.12, 0.3);
        RgbaImage body = paint.next(), wing = paint.next();
        s.push();
        s.ball(radius, radius, 1, between(r, 0.7, 1), body);
        s.pop();
        double sweep = between(r, 0, 0.5);
        for (int i = -1; i <= 1; i += 2) {
            s.push();
            s.scale(i, 1, 1).turn(0, Math.PI / 2);
            s.plate(new double[]{0, chord, span, chord * 0.3 - sweep, span, -chord * 0.3 - sweep, 0, -chord}, 0.025,
                    wing);
            s.move(0, -0.85, 0).scale(0.4, 0.6, 1).plate(new double[]{0, chord, span, 0, span, -chord, 0, -chord},
                    0.02, wing);
            s.pop();
        }
        s.push();
        s.turn(1, -Math.PI / 2).plate(new double[]{-0.95, 0, -0.65, 0, -0.85, between(r, 0.3, 0.5), -1, 0.35}, 0.02,
                wing);
        s.pop();
        s.push();
        s.move(0, radius * 0.8, 0.35).ball(radius * 0.6, radius * 0.6, 0.25, 1, paint.next());
        s.pop();
    }

    private static void rocket(SolidBuilder s, Paint paint, RandomGenerator r) {
        double w = between(r, 0.12, 0.3), h = between(r, 0.5, 0.9);
        s.lathe(new double[]{0, w * 0.5, w * 0.85, w, w * 0.9, w * 0.6, w * 0.7, 0}, new double[]{h * 1.5, h * 1.2,
                h * 0.8, 0, -h * 0.6, -h * 0.8, -h, -h}, 20, paint.next());
        int fins = 3 + r.nextInt(2);
        RgbaImage fin = paint.next();
        for (int i = 0; i < fins; i++) {
            s.push();
            s.turn(1, 2 * Math.PI * i / fins + 0.4);
            s.plate(new double[]{w * 0.6, -h * 0.2, w * 2, -h * 0.9, w * 2, -h * 1.2, w * 0.6, -h * 0.8}, 0.025, fin);
            s.pop();
        }
        s.push();
        s.move(0, h * 0.4, w * 0.9).ball(w * 0.4, w * 0.4, w * 0.2, 1, paint.next());
        s.pop();
    }
}
