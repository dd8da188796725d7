// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import static dev.pixal3d.training.objects.ProceduralObject.between;

import dev.pixal3d.image.RgbaImage;
import java.util.random.RandomGenerator;

/** Figures and animals, standing on y = 0 and looking to +z. */
final class Creatures {
    private Creatures() {}

    static void figure(SolidBuilder s, Paint paint, RandomGenerator r, boolean pedestal) {
        double legs = between(r, 0.25, 0.6), torso = between(r, 0.3, 0.5), wide = between(r, 0.14, 0.3), head = between(
                r, 0.12, 0.32);
        RgbaImage skin = paint.next(), coat = paint.next(), trousers = paint.next();
        boolean blocky = r.nextInt(4) == 0, spread = r.nextInt(4) == 0;
        if (r.nextInt(4) == 0) {
            head = between(r, 0.28, 0.5);
            legs *= 0.5;
        }
        double hip = wide * 0.5, thick = between(r, 0.05, 0.1), pose = between(r, -0.25, 0.25);
        double base = 0;
        if (pedestal) {
            base = between(r, 0.1, 0.4);
            s.push();
            s.move(0, base / 2, 0);
            double w = between(r, 0.25, 0.5);
            if (r.nextBoolean()) s.box(w, base / 2, w, paint.next());
            else s.cylinder(w, w * 0.9, base / 2, 24, paint.next());
            s.pop();
        }
        s.push();
        s.move(0, base, 0);
        boolean robe = r.nextInt(3) == 0, bust = pedestal && r.nextInt(3) == 0;
        if (bust) legs = 0.02;
        else if (robe) {
            s.push();
            s.move(0, legs / 2, 0).scale(1, 1, 0.8).cylinder(wide * between(r, 1, 1.8), wide * 0.8, legs / 2, 18, coat);
            s.pop();
        } else for (int i = -1; i <= 1; i += 2) {
            double step = i * pose;
            s.limb(new double[]{i * hip, thick, step * 0.6}, new double[]{i * hip * 0.8, legs, 0}, thick, thick * 1.2,
                    trousers);
            s.push();
            s.move(i * hip, thick * 0.6, step * 0.6 + thick * 0.6).ball(thick * 1.1, thick * 0.7, thick * 1.9, 0.7,
                    skin);
            s.pop();
        }
        s.push();
        s.move(0, legs + torso / 2, 0);
        double deep = wide * between(r, 0.55, 0.9);
        if (blocky) s.taperedBox(wide, torso / 2, deep, between(r, 0.8, 1.3), 1, coat);
        else s.ball(wide, torso * 0.62, deep, between(r, 0.5, 1), coat);
        s.pop();
        double shoulder = legs + torso * 0.85;
        for (int i = -1; i <= 1; i += 2) {
            if (spread) spreadArm(s, r, i, wide, shoulder, torso, thick * 0.8, coat, skin);
            else arm(s, r, i, wide, shoulder, torso, thick * 0.8, coat, skin, paint);
        }
        s.push();
        s.move(0, legs + torso + head * 0.8, between(r, -0.03, 0.08)).turn(1, between(r, -0.5, 0.5));
        head(s, r, head, blocky, skin, paint);
        s.pop();
        if (r.nextInt(3) == 0) {
            s.push();
            s.move(0, legs + torso * 0.55, -deep - 0.05);
            if (r.nextBoolean()) s.ball(wide * 0.8, torso * 0.45, 0.12, 0.5, paint.next());
            else s.move(0, -torso * 0.3, 0).taperedBox(wide * 1.3, torso * 0.8, 0.03, 0.6, 1, paint.next());
            s.pop();
        }
        s.pop();
    }

    private static void arm(SolidBuilder s, RandomGenerator r, int side, double wide, double shoulder, double torso,
            double thick, RgbaImage sleeve, RgbaImage skin, Paint paint) {
        double a = between(r, -0.5, 1.6), forward = between(r, -0.4, 1);
        double[] from = {side * wide * 0.9, shoulder, 0};
        double[] elbow = {side * (wide + torso * 0.4 * Math.abs(Math.sin(a))), shoulder - torso * 0.45 * Math.cos(a),
                0.1 * forward};
        double[] hand = {elbow[0] + side * 0.05, elbow[1] - torso * 0.4 * Math.cos(a + forward), elbow[2] + torso * 0.4
                * forward * 0.7};
        s.limb(from, elbow, thick * 1.2, thick, sleeve);
        s.limb(elbow, hand, thick, thick * 0.8, skin);
        if (r.nextInt(4) == 0) {
            s.push();
            s.move(hand[0], hand[1], hand[2]).turn(0, between(r, -0.5, 1.2)).scale(0.5, 0.5, 0.5);
            Things.tool(s, paint, r);
            s.pop();
        }
    }

    /** As models are built before they are posed: straight out, or down by half a right angle. */
    private static void spreadArm(SolidBuilder s, RandomGenerator r, int side, double wide, double shoulder,
            double torso, double thick, RgbaImage sleeve, RgbaImage skin) {
        double down = r.nextBoolean() ? between(r, -0.1, 0.15) : between(r, 0.5, 0.9), reach = torso * between(r, 0.35,
                0.6), z = between(r, -0.05, 0.1);
        double x = side * reach * Math.cos(down), y = -reach * Math.sin(down);
        double[] from = {side * wide * 0.85, shoulder, 0}, elbow = {from[0] + x, shoulder + y, z},
                hand = {elbow[0] + x, elbow[1] + y, 2 * z};
        s.limb(from, elbow, thick * 1.2, thick, sleeve);
        s.limb(elbow, hand, thick, thick * between(r, 0.8, 1.5), skin);
    }

    private static void head(SolidBuilder s, RandomGenerator r, double head, boolean blocky, RgbaImage skin,
            Paint paint) {
        double tall = between(r, 0.85, 1.25);
        if (blocky) s.box(head * 0.85, head * 0.85 * tall, head * 0.85, skin);
        else s.ball(head * between(r, 0.8, 1), head * tall, head, between(r, 0.7, 1), skin);
        RgbaImage eye = paint.next(), hair = paint.next();
        for (int i = -1; i <= 1; i += 2) {
            s.push();
            s.move(i * head * 0.38, head * 0.15, head * 0.85).ball(head * 0.16, head * 0.2, head * 0.1, 1, eye);
            s.pop();
        }
        s.push();
        s.move(0, -head * 0.1, head).ball(head * 0.12, head * 0.15, head * 0.2, 1, skin);
        s.pop();
        int kind = r.nextInt(6);
        s.push();
        s.move(0, head * 0.25 * tall, -head * 0.12);
        if (kind == 0) s.lump(head * 1.08, 0.15, 2.5, r, hair);
        if (kind == 1) {
            s.move(0, head * 0.6, 0).cylinder(head * 1.5, head * 1.4, head * 0.06, 20, hair);
            s.move(0, head * 0.35, 0).cylinder(head * 0.85, head * between(r, 0.1, 0.8), head * 0.4, 20, hair);
        }
        if (kind == 2) s.ball(head * 1.05, head * 1.05, head * 1.0, 0.9, hair);
        if (kind == 4)
            for (int i = -1; i <= 1; i += 2) {
                s.push();
                s.move(i * head * 1.2, head * between(r, 0, 0.6), 0).turn(1, i * between(r, 0, 0.4));
                s.ball(head * between(r, 0.4, 0.8), head * 0.65, head * 0.15, 1, skin);
                s.pop();
            }
        if (kind == 3)
            for (int i = -1; i <= 1; i += 2)
                s.limb(new double[]{i * head * 0.6, head * 0.5, 0}, new double[]{
                        i * head * between(r, 0.7, 1.3), head * between(r, 1, 1.8), 0}, head * 0.2, head * 0.05, hair);
        s.pop();
    }

    /** On four legs or, with a tail to balance it, on two. */
    static void animal(SolidBuilder s, Paint paint, RandomGenerator r) {
        boolean upright = r.nextInt(3) == 0;
        double length = between(r, 0.3, upright ? 0.5 : 0.7), tall = between(r, 0.14, 0.32), wide = between(r, 0.12,
                0.28), legs = between(r, upright ? 0.25 : 0.1, 0.6), thick = between(r, 0.03, 0.08),
                head = between(r,
                        0.1, 0.24);
        if (!upright && r.nextInt(4) == 0) {
            length = between(r, 0.25, 0.4);
            wide = tall = between(r, 0.2, 0.3);
            legs = between(r, 0.08, 0.2);
            thick = between(r, 0.07, 0.12);
            head = between(r, 0.2, 0.34);
        }
        RgbaImage fur = paint.next(), other = paint.next();
        double back = legs + tall * 0.8, lean = upright ? between(r, -0.5, 0) : 0;
        s.push();
        s.move(0, back, 0).turn(0, lean).ball(wide, tall, length, between(r, 0.6, 1), fur);
        s.pop();
        for (int i = 0; i < (upright ? 2 : 4); i++) {
            double along = upright ? 0 : (i < 2 ? 1 : -1) * length * 0.7;
            leg(s, r, (i % 2 == 0 ? 1 : -1) * wide * 0.7, back - tall * 0.2, along, thick, upright, fur);
        }
        double rise = -Math.sin(lean) * length, chest = back + rise * 0.7;
        if (upright) claws(s, r, wide, chest, length * 0.7, thick, fur);
        boolean far = r.nextInt(4) == 0;
        double[] neck = {0, chest + between(r, 0, far ? 0.9 : 0.6), length + between(r, 0, far ? 0.7 : 0.25)};
        s.limb(new double[]{0, chest + tall * 0.2, length * 0.7}, neck, tall * 0.6, head * 0.6, fur);
        muzzle(s, r, neck, head, fur, other);
        if (upright || r.nextInt(3) == 0) tail(s, r, back - rise * 0.7, length, tall, fur);
        else {
            s.limb(new double[]{0, back, -length * 0.9}, new double[]{between(r, -0.15, 0.15), back + between(r, -0.3,
                    0.4), -length - between(r, 0.05, 0.5)}, thick, thick * between(r, 0.4, 2), other);
        }
        if (r.nextInt(5) == 0) plates(s, r, back + tall, length, other);
    }

    private static void leg(SolidBuilder s, RandomGenerator r, double x, double hip, double z, double thick,
            boolean bent, RgbaImage fur) {
        double step = between(r, -0.12, 0.12), knee = bent ? between(r, 0, 0.15) : 0;
        double[] middle = {x, hip * 0.5, z + step * 0.5 + knee}, foot = {x, thick, z + step};
        s.limb(middle, new double[]{x * 0.9, hip, z}, thick, thick * (bent ? 2.2 : 1.6), fur);
        s.limb(foot, middle, thick, thick, fur);
        s.push();
        s.move(x, thick * 0.6, z + step + thick).ball(thick * 1.2, thick * 0.6, thick * between(r, 1.2, 2.4), 0.8, fur);
        s.pop();
    }

    private static void claws(SolidBuilder s, RandomGenerator r, double wide, double y, double z, double thick,
            RgbaImage fur) {
        double reach = between(r, 0.08, 0.25), drop = between(r, 0, 0.2);
        for (int i = -1; i <= 1; i += 2) {
            s.limb(new double[]{i * wide * 0.8, y, z}, new double[]{i * wide * 0.9, y - drop, z + reach}, thick * 0.8,
                    thick * 0.5, fur);
        }
    }

    private static void muzzle(SolidBuilder s, RandomGenerator r, double[] neck, double head, RgbaImage fur,
            RgbaImage other) {
        s.push();
        s.move(neck[0], neck[1], neck[2]).turn(1, between(r, -0.6, 0.6)).ball(head * 0.8, head * 0.85, head, 0.9, fur);
        s.move(0, -head * 0.25, head * 0.7).ball(head * 0.45, head * 0.4, head * between(r, 0.4, 1.1), 0.8, other);
        s.pop();
        double ear = between(r, 0.05, 0.3);
        boolean eared = r.nextInt(3) > 0;
        for (int i = -1; i <= 1; i += 2) {
            if (eared) {
                s.limb(new double[]{i * head * 0.5, neck[1] + head * 0.6, neck[2]}, new double[]{i * head * between(r,
                        0.5, 1.3), neck[1] + head * 0.6 + ear, neck[2] + between(r, -0.1, 0.15)}, head * 0.25, 0.02,
                        other);
            }
            s.push();
            s.move(i * head * 0.5, neck[1] + head * 0.25, neck[2] + head * 0.7).ball(head * 0.15, head * 0.15, head
                    * 0.12, 1, other);
            s.pop();
        }
    }

    /** A thick one that tapers, in three pieces. */
    private static void tail(SolidBuilder s, RandomGenerator r, double root, double length, double tall,
            RgbaImage fur) {
        double piece = between(r, 0.15, 0.4), radius = tall * between(r, 0.35, 0.7), side = 0, slope = between(r, -0.5,
                0.4);
        double[] at = {0, root, -length * 0.7};
        for (int i = 0; i < 3; i++) {
            side += between(r, -0.3, 0.3) * piece;
            double[] next = {at[0] + side, Math.max(0.03, at[1] + slope * piece), at[2] - piece};
            s.limb(at, next, radius, radius * 0.55, fur);
            at = next;
            radius *= 0.55;
            slope += between(r, -0.1, 0.3);
        }
    }

    private static void plates(SolidBuilder s, RandomGenerator r, double y, double length, RgbaImage paint) {
        int n = 4 + r.nextInt(6);
        double size = between(r, 0.04, 0.14);
        for (int i = 0; i < n; i++) {
            double t = 2.0 * i / (n - 1) - 1, high = size * (1.2 - t * t);
            s.push();
            s.move(0, y + high * 0.4 - 0.15 * t * t, t * length).taperedBox(0.015, high, size * 0.6, 1, 0.1, paint);
            s.pop();
        }
    }
}
