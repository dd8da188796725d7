// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.voxel.BrickMap;
import dev.pixal3d.geometry.voxel.OVoxel;

/**
 * Labels an O-Voxel even when its surface leaks. A leak shows as sheets: once the flood is inside, every wall has the
 * outside on both sides. First small holes are closed where they are ({@link LoopClosing}); if sheets are still too
 * many, the thinnest flood that no longer leaks is taken ({@link DilatedFlood}): the smallest radius whose sheets are
 * nearly as few as those of the best. A flood that would close more area with caps than it finds walls is not taken: it
 * wraps dust. Walls that are sheets for every radius are real thin parts and stay sheets.
 *
 * <p>
 * Decoded volumes do leak: dropping 0.05 % of the flags of a sphere of 480,000 walls and cutting 20 holes turned every
 * wall into a sheet; see the tests for what is left after closing.
 *
 * @param voxels
 *            the voxels with closed loops
 * @param radius
 *            radius of the flood taken
 */
record LeakClosing(OVoxel voxels, BrickMap map, CornerLattice lattice, WallClasses walls, int radius) {
    private static final int[] RADII = {1, 2, 4, 6};
    /** Share of sheets below which nothing is done. */
    private static final double UNSUSPICIOUS = 0.002;
    /** Share of all walls by which a radius may leave more sheets than the best. */
    private static final double TOLERANCE = 0.02;

    static LeakClosing label(OVoxel voxels, double maxHolePerimeter, RunContext context) {
        LeakClosing plain = plain(voxels, context);
        if (!plain.suspicious()) return plain;
        OVoxel closed = LoopClosing.close(voxels, plain.map, maxHolePerimeter);
        LeakClosing best = closed.equals(voxels) ? plain : plain(closed, context);
        return best.suspicious() ? best.thicken(context) : best;
    }

    /** The plain flood, leaks or not. */
    static LeakClosing plain(OVoxel voxels, RunContext context) {
        BrickMap map = BrickMap.of(voxels.resolution(), voxels.coords());
        context.at("label", 0.2);
        CornerLattice lattice = CornerLattice.of(voxels, 0);
        CornerFlood.run(lattice, new long[0], context);
        return new LeakClosing(voxels, map, lattice, WallClasses.of(lattice, context.parallel()), 0);
    }

    private int total() { return walls.hull() + walls.sheet() + walls.interior(); }

    private boolean suspicious() { return walls.sheet() > UNSUSPICIOUS * total(); }

    private LeakClosing thicken(RunContext context) {
        CornerLattice wide = CornerLattice.of(voxels, 1);
        int[] sheets = new int[RADII.length];
        int fewest = walls.sheet();
        for (int i = 0; i < RADII.length; i++) {
            DilatedFlood.run(wide, RADII[i], context);
            WallClasses classes = WallClasses.of(wide, context.parallel());
            sheets[i] = classes.caps() < classes.hull() ? classes.sheet() : Integer.MAX_VALUE;
            fewest = Math.min(fewest, sheets[i]);
        }
        double accepted = fewest + TOLERANCE * total();
        if (walls.sheet() <= accepted) return this;
        int chosen = 0;
        while (sheets[chosen] > accepted) chosen++;
        DilatedFlood.run(wide, RADII[chosen], context);
        return new LeakClosing(voxels, map, wide, WallClasses.of(wide, context.parallel()), RADII[chosen]);
    }
}
