// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import java.util.Arrays;

/**
 * Finds the squares on which two pairs of sides join the same two vertices: as an indexed mesh that edge would have
 * four faces. Each such pair gets a vertex of its own in the middle of its edge, moved a little outward, which makes
 * the edges distinct and leaves the surface's topology as it is. (Cutting the vertex instead changes the topology and
 * needs a second pass at the other end.) Walls with a split edge, and sheets whose two sides share a diagonal, are
 * marked for {@link HullFans}.
 */
final class HullSplits {
    /** Voxels a splitting vertex moves outward. */
    private static final double SHIFT = 0.1;

    private final HullCells cells;
    private final WallClasses walls;
    private final CornerLattice lattice;
    /** Walls whose quads need a fan, by axis, laid out like the walls. */
    final long[][] marked;
    boolean anyMarked;
    private long[] keys = new long[16];
    private int[] sides = new int[16];
    private int[] ends = new int[32];
    private int count;

    private HullSplits(HullCells cells, WallClasses walls) {
        this.cells = cells;
        this.walls = walls;
        this.lattice = cells.lattice;
        int words = 8 * lattice.slots();
        this.marked = new long[][]{new long[words], new long[words], new long[words]};
    }

    static HullSplits of(HullCells cells, WallClasses walls, Parallel parallel) {
        HullSplits splits = new HullSplits(cells, walls);
        long[] candidates = new long[3 * 8 * splits.lattice.slots()];
        parallel.range(splits.lattice.slots(), 256, (from, to) -> splits.findCandidates(from, to, candidates));
        splits.examine(candidates);
        return splits;
    }

    /** Squares with more than one pair, by normal axis: alternating labels, or a sheet on one of the edges. */
    private void findCandidates(int from, int to, long[] candidates) {
        int[] near = new int[8];
        for (int slot = from; slot < to; slot++) {
            lattice.neighbourhood(lattice.brickOf[slot], near);
            for (int s = 0; s < 8; s++) {
                for (int axis = 0; axis < 3; axis++) {
                    int b = (axis + 1) % 3;
                    int c = (axis + 2) % 3;
                    long o = at(lattice.outside, near, s, -1, -1, -1);
                    long ob = at(lattice.outside, near, s, b, -1, -1);
                    long oc = at(lattice.outside, near, s, c, -1, -1);
                    long obc = at(lattice.outside, near, s, b, c, -1);
                    long bits = (o ^ ob) & (o ^ oc) & ~(o ^ obc);
                    if (walls.hasSheets()) {
                        bits |= at(walls.sheets()[b], near, s, -1, -1, 0) | at(walls.sheets()[c], near, s, b, -1, 0)
                                | at(walls.sheets()[b], near, s, c, -1, 0) | at(walls.sheets()[c], near, s, -1, -1, 0);
                    }
                    candidates[3 * (slot << 3 | s) + axis] = bits;
                }
            }
        }
    }

    private static long at(long[] words, int[] near, int s, int axis1, int axis2, long far) {
        return CornerLattice.shifted(words, near, s + (axis1 == 0 || axis2 == 0 ? 1 : 0),
                axis1 == 1 || axis2 == 1 ? 1 : 0, axis1 == 2 || axis2 == 2 ? 1 : 0, far);
    }

    private void examine(long[] candidates) {
        HullCells.Vertices vertices = cells.new Vertices();
        int[] corner = new int[3];
        for (int word = 0; word < 8 * lattice.slots(); word++) {
            int brick = lattice.brickOf[word >> 3];
            for (int axis = 0; axis < 3; axis++) {
                for (long m = candidates[3 * word + axis]; m != 0; m &= m - 1) {
                    int bit = Long.numberOfTrailingZeros(m);
                    locate(brick, word & 7, bit, corner);
                    square(corner, axis, vertices);
                }
                for (long m = walls.hasSheets() ? walls.sheets()[axis][word] : 0; m != 0; m &= m - 1) {
                    int bit = Long.numberOfTrailingZeros(m);
                    locate(brick, word & 7, bit, corner);
                    if (sharesDiagonal(corner, axis, vertices)) mark(axis, corner);
                }
            }
        }
        keys = Arrays.copyOf(keys, count);
    }

    private void locate(int brick, int s, int bit, int[] corner) {
        corner[0] = cells.x(brick, s);
        corner[1] = cells.y(brick, bit);
        corner[2] = cells.z(brick, bit);
    }

    private void square(int[] corner, int axis, HullCells.Vertices vertices) {
        int upper = cells.cell(corner[0], corner[1], corner[2]);
        corner[axis]--;
        int lower = cells.cell(corner[0], corner[1], corner[2]);
        corner[axis]++;
        int[] up = new int[4];
        int[] low = new int[4];
        CellTopology.pairs(cells.labels(upper), cells.sheets(upper), 2 * axis, up);
        CellTopology.pairs(cells.labels(lower), cells.sheets(lower), 2 * axis + 1, low);
        long[] ends4 = new long[4];
        for (int k = 0; k < 4; k++) {
            ends4[k] = up[k] < 0
                    ? -1
                    : (long) vertices.vertex(upper, up[k] >> 8) << 32 | vertices.vertex(lower, low[k] >> 8);
        }
        boolean split = false;
        for (int k = 0; k < 4; k++) {
            boolean twin = false;
            for (int j = 0; j < 4; j++) twin |= j != k && ends4[k] >= 0 && ends4[j] == ends4[k];
            if (!twin) continue;
            add(key(corner, axis), up[k], ends4[k]);
            split = true;
        }
        if (split) markAround(corner, axis);
    }

    private void markAround(int[] corner, int axis) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        mark(b, corner);
        mark(c, corner);
        corner[b]++;
        mark(c, corner);
        corner[b]--;
        corner[c]++;
        mark(b, corner);
        corner[c]--;
    }

    private void mark(int axis, int[] p) {
        int slot = lattice.table[lattice.brick(p[0] >> 3, p[1] >> 3, p[2] >> 3)];
        if (slot < 0) return;
        marked[axis][slot << 3 | p[0] & 7] |= CornerLattice.bit(p[1], p[2]);
        anyMarked = true;
    }

    private boolean sharesDiagonal(int[] p, int axis, HullCells.Vertices vertices) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        boolean[] same = new boolean[4];
        for (int k = 0; k < 4; k++) {
            int db = k >> 1;
            int dc = k & 1;
            p[b] -= db;
            p[c] -= dc;
            int cell = cells.cell(p[0], p[1], p[2]);
            p[b] += db;
            p[c] += dc;
            int side = 2 * CellTopology.edge(axis, db, dc);
            same[k] = vertices.classOf(cell, side) == vertices.classOf(cell, side + 1);
        }
        return same[0] && same[3] || same[1] && same[2];
    }

    private long key(int[] p, int axis) {
        int brick = lattice.brick(p[0] >> 3, p[1] >> 3, p[2] >> 3);
        return (((long) brick << 9 | (p[0] & 7) << 6 | (p[1] & 7) << 3 | p[2] & 7) << 2) + axis;
    }

    private void add(long key, int pair, long ends4) {
        if (count == keys.length) {
            keys = Arrays.copyOf(keys, 2 * count);
            sides = Arrays.copyOf(sides, 2 * count);
            ends = Arrays.copyOf(ends, 4 * count);
        }
        // Words are visited in slot order and bits upwards, axes not: put the key where it belongs.
        int i = count++;
        while (i > 0 && keys[i - 1] > key) {
            keys[i] = keys[i - 1];
            sides[i] = sides[i - 1];
            ends[2 * i] = ends[2 * i - 2];
            ends[2 * i + 1] = ends[2 * i - 1];
            i--;
        }
        keys[i] = key;
        sides[i] = pair;
        ends[2 * i] = (int) (ends4 >> 32);
        ends[2 * i + 1] = (int) ends4;
    }

    int count() { return count; }

    /** Number of the split of the square at {@code corner} that touches a side (of the square's upper cell), or -1. */
    int find(int[] corner, int axis, int side) {
        long key = key(corner, axis);
        int i = Arrays.binarySearch(keys, key);
        if (i < 0) return -1;
        while (i > 0 && keys[i - 1] == key) i--;
        for (; i < count && keys[i] == key; i++) if (sides[i] >> 8 == side || (sides[i] & 0xff) == side) return i;
        return -1;
    }

    /** Writes the position of a splitting vertex. */
    void position(int split, float[] positions, float voxel, int to) {
        for (int k = 0; k < 3; k++) {
            double middle = 0.5
                    * (positions[3 * ends[2 * split] + k] + (double) positions[3 * ends[2 * split + 1] + k]);
            positions[3 * to
                    + k] = (float) (middle + SHIFT * voxel * (way(sides[split] >> 8, k) + way(sides[split] & 0xff, k)));
        }
    }

    private static int way(int side, int axis) { return side >> 3 != axis ? 0 : (side & 1) == 0 ? -1 : 1; }
}
