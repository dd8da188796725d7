// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Robots on legs, looking to +z. */
final class Robots {
    private Robots() {}

    /** A cabin on two bent legs, with arms that hang, reach or carry a barrel. */
    static void add(SolidBuilder s, Paint paint, RandomGenerator r) {
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
}
