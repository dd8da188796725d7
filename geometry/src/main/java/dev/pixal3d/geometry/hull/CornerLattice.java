// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;

/**
 * The grid corners of an O-Voxel as bits: for each axis whether the edge that starts at a corner is crossed (a wall),
 * and whether the corner is outside. Stored in 8^3 bricks of eight longs (one per x, bit = y * 8 + z); bricks without
 * walls have one label for all their corners and no storage.
 *
 * <p>
 * The lattice is one cell larger than the grid on every side, so that its border is free of walls: lattice corner =
 * grid corner + 1, and cell C (corners C to C + 1) is voxel C - 1. Lattice corners P and P + e_a are separated by a
 * wall when voxel P - 2 + e_a has flag a.
 */
final class CornerLattice {
    /** Shift between voxel and cell coordinates. */
    static final int PAD = 1;

    /** Cells per axis, the margin included. */
    final int cells;
    final int bricks;
    /** Storage slot of each brick, -1 when it has none. */
    final int[] table;
    /** Brick of each slot, ascending. */
    final int[] brickOf;
    /** Walls of axis a: {@code walls[a][8 * slot + x]}. */
    final long[][] walls;
    final long[] outside;
    /** Label of the bricks without storage. */
    final boolean[] simpleOutside;

    private CornerLattice(int cells, int bricks, int[] table, int[] brickOf) {
        this.cells = cells;
        this.bricks = bricks;
        this.table = table;
        this.brickOf = brickOf;
        int words = Math.multiplyExact(8, brickOf.length);
        this.walls = new long[][]{new long[words], new long[words], new long[words]};
        this.outside = new long[words];
        this.simpleOutside = new boolean[table.length];
    }

    /**
     * Sets up the walls.
     *
     * @param margin
     *            bricks stored around those with walls, towards larger coordinates; towards smaller ones at least one
     */
    static CornerLattice of(OVoxel voxels, int margin) {
        int bricks = (voxels.resolution() + 2 * PAD + 8) >> 3;
        int[] table = new int[Math.multiplyExact(Math.multiplyExact(bricks, bricks), bricks)];
        int[] c = voxels.coords();
        for (int i = 0; i < voxels.count(); i++) {
            for (int a = 0; a < 3; a++) {
                if ((voxels.crossed()[i] >> a & 1) == 0) continue;
                int x = c[3 * i] + 2 - (a == 0 ? 1 : 0);
                int y = c[3 * i + 1] + 2 - (a == 1 ? 1 : 0);
                int z = c[3 * i + 2] + 2 - (a == 2 ? 1 : 0);
                table[((x >> 3) * bricks + (y >> 3)) * bricks + (z >> 3)] = 1;
            }
        }
        int[] grown = grow(table, bricks, Math.max(1, margin), margin);
        int used = 0;
        for (int b = 0; b < grown.length; b++) grown[b] = grown[b] == 0 ? -1 : used++;
        int[] brickOf = new int[used];
        for (int b = 0; b < grown.length; b++) if (grown[b] >= 0) brickOf[grown[b]] = b;
        CornerLattice lattice = new CornerLattice(voxels.resolution() + 2 * PAD, bricks, grown, brickOf);
        for (int i = 0; i < voxels.count(); i++) {
            for (int a = 0; a < 3; a++) {
                if ((voxels.crossed()[i] >> a & 1) == 0) continue;
                lattice.setWall(a, c[3 * i] + 2 - (a == 0 ? 1 : 0), c[3 * i + 1] + 2 - (a == 1 ? 1 : 0),
                        c[3 * i + 2] + 2 - (a == 2 ? 1 : 0));
            }
        }
        return lattice;
    }

    private static int[] grow(int[] table, int bricks, int low, int high) {
        int[] out = new int[table.length];
        for (int b = 0; b < table.length; b++) {
            if (table[b] == 0) continue;
            int bz = b % bricks;
            int by = b / bricks % bricks;
            int bx = b / (bricks * bricks);
            for (int x = Math.max(0, bx - low); x <= Math.min(bricks - 1, bx + high); x++) {
                for (int y = Math.max(0, by - low); y <= Math.min(bricks - 1, by + high); y++) {
                    Arrays.fill(out, (x * bricks + y) * bricks + Math.max(0, bz - low),
                            (x * bricks + y) * bricks + Math.min(bricks - 1, bz + high) + 1, 1);
                }
            }
        }
        return out;
    }

    int slots() { return brickOf.length; }

    int brick(int bx, int by, int bz) { return (bx * bricks + by) * bricks + bz; }

    private int word(int x, int y, int z) {
        int slot = table[brick(x >> 3, y >> 3, z >> 3)];
        return slot < 0 ? -1 : slot << 3 | x & 7;
    }

    static long bit(int y, int z) { return 1L << ((y & 7) << 3 | z & 7); }

    void setWall(int axis, int x, int y, int z) { walls[axis][word(x, y, z)] |= bit(y, z); }

    boolean wall(int axis, int x, int y, int z) {
        int word = word(x, y, z);
        return word >= 0 && (walls[axis][word] & bit(y, z)) != 0;
    }

    /** Label of a corner; corners beyond the lattice are outside. */
    boolean outside(int x, int y, int z) {
        int last = bricks * 8 - 1;
        if (x < 0 || y < 0 || z < 0 || x > last || y > last || z > last) return true;
        int word = word(x, y, z);
        if (word < 0) return simpleOutside[brick(x >> 3, y >> 3, z >> 3)];
        return (outside[word] & bit(y, z)) != 0;
    }

    /**
     * Slots of the 2^3 bricks from {@code brick} on towards larger coordinates, index 4 dx + 2 dy + dz; -1 stands for a
     * brick without storage that is inside, -2 for one that is outside or beyond the lattice.
     */
    void neighbourhood(int brick, int[] slots) {
        int bz = brick % bricks;
        int by = brick / bricks % bricks;
        int bx = brick / (bricks * bricks);
        for (int k = 0; k < 8; k++) {
            int x = bx + (k >> 2);
            int y = by + (k >> 1 & 1);
            int z = bz + (k & 1);
            if (x == bricks || y == bricks || z == bricks) {
                slots[k] = -2;
            } else {
                int b = brick(x, y, z);
                slots[k] = table[b] >= 0 ? table[b] : simpleOutside[b] ? -2 : -1;
            }
        }
    }

    /**
     * The bits of slice {@code x} (0 to 8) of a neighbourhood shifted by (dy, dz): bit (y, z) of the result is the bit
     * of (x, y + dy, z + dz).
     *
     * @param far
     *            the word of bricks that are outside and have no storage
     */
    static long shifted(long[] words, int[] slots, int x, int dy, int dz, long far) {
        int half = (x >> 3) << 2;
        long low = alongZ(words, slots, half, x & 7, dz, far);
        if (dy == 0) return low;
        return low >>> 8 | alongZ(words, slots, half + 2, x & 7, dz, far) << 56;
    }

    private static long alongZ(long[] words, int[] slots, int at, int x, int dz, long far) {
        long low = word(words, slots[at], x, far);
        if (dz == 0) return low;
        return low >>> 1 & 0x7f7f7f7f7f7f7f7fL | (word(words, slots[at + 1], x, far) & 0x0101010101010101L) << 7;
    }

    private static long word(long[] words, int slot, int x, long far) {
        return slot >= 0 ? words[slot << 3 | x] : slot == -1 ? 0 : far;
    }
}
