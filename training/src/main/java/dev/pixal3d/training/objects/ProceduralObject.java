// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import dev.pixal3d.gltf.GlbModel;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;

/**
 * Objects drawn from grammars. Model files that may be used freely are nearly all low in polygons and flat in colour;
 * these add what they lack: smooth bodies of one material, printed boxes and cans, rooms, uneven heaps, and any number
 * of proportions.
 */
public final class ProceduralObject {
    /**
     * The families. Those with a front, of which a picture should tell which end is nearer, are drawn more often: there
     * the guess errs most.
     */
    public enum Family {
        FURNITURE(2),
        VEHICLE(5),
        FIGURE(7),
        ANIMAL(10),
        HEAD(4),
        ROBOT(3),
        SHIP(3),
        BUILDING(2),
        MILL(1),
        VESSEL(2),
        SCENE(1),
        ROOM(1),
        TOOL(2),
        PLANT(1),
        STATUE(2),
        PACKAGE(2),
        HEAP(1);

        private final int weight;

        Family(int weight) { this.weight = weight; }

        static Family drawn(RandomGenerator random) {
            int left = random.nextInt(Stream.of(values()).mapToInt(f -> f.weight).sum());
            for (Family family : values()) {
                left -= family.weight;
                if (left < 0) return family;
            }
            throw new AssertionError("weights");
        }
    }

    private ProceduralObject() {}

    /** The object of a seed: y up, its front towards +z, of any size. */
    public static GlbModel of(long seed) {
        RandomGenerator random = random(seed);
        return of(Family.drawn(random), seed);
    }

    /** The object of a family and a seed. */
    public static GlbModel of(Family family, long seed) {
        RandomGenerator random = random(seed ^ 0x5DEECE66DL);
        SolidBuilder solid = new SolidBuilder();
        add(family, solid, random);
        return solid.model();
    }

    static RandomGenerator random(long seed) { return RandomGeneratorFactory.of("L64X128MixRandom").create(seed); }

    static void add(Family family, SolidBuilder solid, RandomGenerator random) {
        Paint paint = new Paint(random);
        switch (family) {
            case FURNITURE -> Furniture.add(solid, paint, random);
            case VEHICLE -> Vehicles.add(solid, paint, random);
            case FIGURE -> Creatures.figure(solid, paint, random, false);
            case STATUE -> Creatures.figure(solid, Paint.plain(random), random, true);
            case ANIMAL -> Creatures.animal(solid, random.nextInt(3) == 0 ? Paint.plain(random) : paint, random);
            case HEAD -> Heads.add(solid, random.nextBoolean() ? Paint.plain(random) : paint, random);
            case ROBOT -> Robots.add(solid, paint, random);
            case SHIP -> Vehicles.ship(solid, paint, random);
            case MILL -> Places.mill(solid, paint, random);
            case BUILDING -> Places.building(solid, paint, random);
            case SCENE -> Places.scene(solid, paint, random);
            case ROOM -> Places.room(solid, paint, random);
            case VESSEL -> Things.vessel(solid, random.nextBoolean() ? Paint.plain(random) : paint, random);
            case TOOL -> Things.tool(solid, paint, random);
            case PLANT -> Things.plant(solid, paint, random);
            case PACKAGE -> Things.parcel(solid, paint, random);
            case HEAP -> Things.heap(solid, paint, random);
        }
    }

    static double between(RandomGenerator random, double low, double high) {
        return low + (high - low) * random.nextDouble();
    }
}
