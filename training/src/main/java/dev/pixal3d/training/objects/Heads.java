// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** A head without a body, or down to the shoulders, looking to +z. */
final class Heads {
    private Heads() {}

    static void add(SolidBuilder s, Paint paint, RandomGenerator r) {
        double wide = between(r, 0.3, 0.46), tall = between(r, 0.4, 0.6), deep = between(r, 0.38, 0.55);
        RgbaImage skin = paint.next(), hair = paint.next();
        s.push();
        s.turn(0, between(r, -0.15, 0.15)).ball(wide, tall, deep, between(r, 0.75, 1), skin);
        jaw(s, r, wide, tall, deep, skin, paint);
        face(s, r, wide, tall, deep, skin, paint);
        ears(s, r, wide, tall, deep, r.nextBoolean() ? skin : hair);
        cover(s, r, wide, tall, deep, hair);
        s.pop();
        if (r.nextInt(3) > 0) neck(s, r, wide, tall, r.nextInt(3) == 0 ? hair : skin, paint);
    }

    private static void jaw(SolidBuilder s, RandomGenerator r, double wide, double tall, double deep, RgbaImage skin,
            Paint paint) {
        s.push();
        s.move(0, -tall * between(r, 0.3, 0.6), deep * between(r, 0.2, 0.6));
        double muzzle = between(r, 0.3, 1);
        s.ball(wide * between(r, 0.5, 0.95), tall * between(r, 0.3, 0.5), deep * muzzle, between(r, 0.7, 1), skin);
        if (r.nextBoolean()) {
            s.move(0, 0, deep * muzzle * 0.95).ball(wide * between(r, 0.2, 0.5), tall * 0.05, 0.03, 1, paint.next());
        }
        s.pop();
    }

    private static void face(SolidBuilder s, RandomGenerator r, double wide, double tall, double deep, RgbaImage skin,
            Paint paint) {
        double eye = between(r, 0.1, 0.24) * wide, apart = between(r, 0.3, 0.55) * wide, length = between(r, 0.1, 0.45);
        RgbaImage white = paint.next(), brow = paint.next();
        for (int i = -1; i <= 1; i += 2) {
            s.push();
            s.move(i * apart, tall * 0.12, deep * 0.86).ball(eye, eye * between(r, 0.6, 1.3), eye * 0.7, 1, white);
            s.move(0, eye * 1.4, eye * 0.3).ball(eye * 1.3, eye * 0.3, eye * 0.5, 1, brow);
            s.pop();
        }
        s.push();
        s.move(0, -tall * 0.1, deep * 0.9).turn(0, between(r, 0.2, 1))
                .ball(wide * between(r, 0.12, 0.3), tall * length * 0.6, deep * length, 1, skin);
        s.pop();
    }

    private static void ears(SolidBuilder s, RandomGenerator r, double wide, double tall, double deep,
            RgbaImage paint) {
        int kind = r.nextInt(4);
        double size = between(r, 0.15, 0.4) * tall, high = between(r, -0.1, 0.7) * tall;
        for (int i = -1; i <= 1; i += 2) {
            s.push();
            s.move(i * wide * 0.92, high, between(r, -0.1, 0.1) * deep);
            if (kind == 0) s.turn(1, i * 0.6).ball(size, size * 1.1, size * 0.25, 1, paint);
            if (kind == 1) s.ball(size * 0.3, size, size * 0.6, 1, paint);
            if (kind == 2) s.limb(new double[3], new double[]{i * size, size * 1.6, 0}, size * 0.4, 0.01, paint);
            s.pop();
        }
    }

    private static void cover(SolidBuilder s, RandomGenerator r, double wide, double tall, double deep,
            RgbaImage paint) {
        s.push();
        s.move(0, tall * 0.3, -deep * 0.15);
        switch (r.nextInt(5)) {
            case 0 -> s.ball(wide * 1.12, tall * 0.85, deep, 0.9, paint);
            case 1 -> s.scale(1, tall / wide, deep / wide).lump(wide * 1.1, 0.2, 3, r, paint);
            case 2 -> {
                double high = between(r, 0.2, 0.6);
                s.move(0, tall * 0.5, -deep * 0.2).turn(0, between(r, -0.7, 0)).move(0, high * 0.5, 0)
                        .cylinder(wide * 0.9, wide * between(r, 0.5, 1.3), high, 20, paint);
            }
            default -> {}
        }
        s.pop();
    }

    private static void neck(SolidBuilder s, RandomGenerator r, double wide, double tall, RgbaImage skin,
            Paint paint) {
        double length = between(r, 0.15, 0.5), thick = wide * between(r, 0.4, 0.7);
        double[] root = {0, -tall - length, -between(r, 0, 0.2)};
        s.limb(new double[]{0, -tall * 0.5, -0.1}, root, thick, thick * 1.2, skin);
        if (r.nextBoolean()) {
            s.push();
            s.move(root[0], root[1] - 0.1, root[2]).ball(wide * between(r, 1.2, 2.2), 0.25, wide, between(r, 0.5, 1),
                    skin);
            if (r.nextInt(3) == 0) s.move(0, -0.35, 0).box(wide, 0.15, wide, paint.next());
            s.pop();
        }
    }
}
