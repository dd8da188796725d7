// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.voxel.BrickMap;
import java.util.Arrays;

/**
 * The cells a hull passes through, in brick order, with the number of their first vertex. A cell is found by a bit in
 * its brick and a prefix count.
 */
final class HullCells {
    private static final int CACHE = 256;

    final CornerLattice lattice;
    private final long[] masks;
    private final int[] bases;
    /** Outside bits of the corners of each cell. */
    final byte[] labels;
    /** Sheet bits of the edges of each cell; length 0 when there are no sheets. */
    final short[] sheets;
    /** First vertex of each cell, one more than there are cells. */
    final int[] firstVertex;
    /** Row of each cell's voxel, -1 where no voxel is active. */
    final int[] rows;

    private HullCells(CornerLattice lattice, long[] masks, int[] bases, int cells, boolean hasSheets) {
        this.lattice = lattice;
        this.masks = masks;
        this.bases = bases;
        this.labels = new byte[cells];
        this.sheets = new short[hasSheets ? cells : 0];
        this.firstVertex = new int[cells + 1];
        this.rows = new int[cells];
    }

    static HullCells of(CornerLattice lattice, WallClasses walls, BrickMap voxels, Parallel parallel) {
        int slots = lattice.slots();
        long[] masks = new long[8 * slots];
        parallel.range(slots, 256, (from, to) -> {
            int[] near = new int[8];
            for (int slot = from; slot < to; slot++) {
                lattice.neighbourhood(lattice.brickOf[slot], near);
                for (int s = 0; s < 8; s++) masks[slot << 3 | s] = mask(lattice, walls, near, s);
            }
        });
        int[] bases = new int[8 * slots + 1];
        for (int w = 0; w < masks.length; w++) bases[w + 1] = bases[w] + Long.bitCount(masks[w]);
        HullCells cells = new HullCells(lattice, masks, bases, bases[masks.length], walls.hasSheets());
        parallel.range(slots, 256, (from, to) -> cells.describe(walls, voxels, from, to));
        for (int i = 0, sum = 0; i < cells.firstVertex.length; i++) {
            int count = cells.firstVertex[i];
            cells.firstVertex[i] = sum;
            sum = Math.addExact(sum, count);
        }
        return cells;
    }

    /** Cells of slice s whose corners differ or that touch a sheet. */
    private static long mask(CornerLattice lattice, WallClasses walls, int[] near, int s) {
        long any = 0;
        long all = -1;
        for (int k = 0; k < 8; k++) {
            long w = CornerLattice.shifted(lattice.outside, near, s + (k >> 2), k >> 1 & 1, k & 1, -1);
            any |= w;
            all &= w;
        }
        long mask = any & ~all;
        if (!walls.hasSheets()) return mask;
        for (int edge = 0; edge < 12; edge++) mask |= edgeWord(walls.sheets(), near, s, edge);
        return mask;
    }

    private static long edgeWord(long[][] words, int[] near, int s, int edge) {
        int corner = CellTopology.lowerCorner(edge);
        return CornerLattice.shifted(words[edge >> 2], near, s + (corner >> 2), corner >> 1 & 1, corner & 1, 0);
    }

    private void describe(WallClasses walls, BrickMap voxels, int from, int to) {
        int[] near = new int[8];
        long[] corner = new long[8];
        long[] edge = new long[12];
        byte[] classes = new byte[CellTopology.SIDES];
        for (int slot = from; slot < to; slot++) {
            int brick = lattice.brickOf[slot];
            lattice.neighbourhood(brick, near);
            for (int s = 0; s < 8; s++) {
                long mask = masks[slot << 3 | s];
                if (mask == 0) continue;
                for (int k = 0; k < 8; k++) {
                    corner[k] = CornerLattice.shifted(lattice.outside, near, s + (k >> 2), k >> 1 & 1, k & 1, -1);
                }
                if (walls.hasSheets()) { for (int e = 0; e < 12; e++) edge[e] = edgeWord(walls.sheets(), near, s, e); }
                int cell = bases[slot << 3 | s];
                for (; mask != 0; mask &= mask - 1, cell++) {
                    int bit = Long.numberOfTrailingZeros(mask);
                    int outside = 0;
                    for (int k = 0; k < 8; k++) outside |= (int) (corner[k] >>> bit & 1) << k;
                    labels[cell] = (byte) outside;
                    int thin = 0;
                    if (walls.hasSheets()) {
                        for (int e = 0; e < 12; e++) thin |= (int) (edge[e] >>> bit & 1) << e;
                        sheets[cell] = (short) thin;
                    }
                    firstVertex[cell] = thin == 0
                            ? CellTopology.count(outside)
                            : CellTopology.trace(outside, thin, classes);
                    rows[cell] = voxels.row(x(brick, s) - CornerLattice.PAD, y(brick, bit) - CornerLattice.PAD,
                            z(brick, bit) - CornerLattice.PAD);
                }
            }
        }
    }

    int x(int brick, int s) { return brick / (lattice.bricks * lattice.bricks) * 8 + s; }

    int y(int brick, int bit) { return brick / lattice.bricks % lattice.bricks * 8 + (bit >> 3); }

    int z(int brick, int bit) { return brick % lattice.bricks * 8 + (bit & 7); }

    int count() { return labels.length; }

    int vertices() { return firstVertex[labels.length]; }

    long mask(int word) { return masks[word]; }

    int base(int word) { return bases[word]; }

    /** The word whose mask holds a cell. */
    int word(int cell) {
        int at = Arrays.binarySearch(bases, cell);
        int word = at < 0 ? -at - 2 : at;
        while (masks[word] == 0) word++;
        return word;
    }

    /** Number of the cell at these coordinates, which must be one the hull passes through. */
    int cell(int x, int y, int z) {
        int word = lattice.table[lattice.brick(x >> 3, y >> 3, z >> 3)] << 3 | x & 7;
        return bases[word] + Long.bitCount(masks[word] & (CornerLattice.bit(y, z) - 1));
    }

    int labels(int cell) { return labels[cell] & 0xff; }

    int sheets(int cell) { return sheets.length == 0 ? 0 : sheets[cell] & 0xfff; }

    /** Looks up vertices of sides; remembers traced cells. One per thread. */
    final class Vertices {
        private final int[] cached = new int[CACHE];
        private final byte[] classes = new byte[CACHE * CellTopology.SIDES];
        private final byte[] traced = new byte[CellTopology.SIDES];

        Vertices() { Arrays.fill(cached, -1); }

        /** Class of a side among the vertices of its cell. */
        int classOf(int cell, int side) {
            int thin = sheets(cell);
            if (thin == 0) return CellTopology.classOf(labels(cell), side);
            int at = cell & CACHE - 1;
            if (cached[at] != cell) {
                CellTopology.trace(labels(cell), thin, traced);
                System.arraycopy(traced, 0, classes, at * CellTopology.SIDES, CellTopology.SIDES);
                cached[at] = cell;
            }
            return classes[at * CellTopology.SIDES + side];
        }

        int vertex(int cell, int side) { return firstVertex[cell] + classOf(cell, side); }
    }
}
