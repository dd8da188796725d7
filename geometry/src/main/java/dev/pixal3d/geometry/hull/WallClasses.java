// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import java.util.stream.IntStream;

/**
 * Sorts the edges of a labelled {@link CornerLattice}: <em>hull</em> walls have one end outside, <em>sheet</em> walls
 * both (thin parts, or everything when the surface leaks), <em>interior</em> walls none; <em>caps</em> are edges
 * without a wall whose ends differ.
 *
 * @param sheets
 *            bits of the sheet walls by axis, laid out like the walls; each of length 0 when there are none
 */
record WallClasses(int hull, int sheet, int interior, int caps, long[][] sheets) {

    static WallClasses of(CornerLattice lattice, Parallel parallel) {
        int slots = lattice.slots();
        int[][] counts = new int[4][slots];
        parallel.range(slots, 256, (from, to) -> {
            int[] near = new int[8];
            for (int slot = from; slot < to; slot++) {
                lattice.neighbourhood(lattice.brickOf[slot], near);
                for (int axis = 0; axis < 3; axis++) count(lattice, slot, near, axis, counts);
            }
        });
        int sheet = IntStream.of(counts[1]).sum();
        long[][] sheets = new long[3][sheet == 0 ? 0 : 8 * slots];
        if (sheet > 0) parallel.range(slots, 256, (from, to) -> fill(lattice, from, to, sheets));
        return new WallClasses(IntStream.of(counts[0]).sum(), sheet, IntStream.of(counts[2]).sum(),
                IntStream.of(counts[3]).sum(), sheets);
    }

    private static void count(CornerLattice lattice, int slot, int[] near, int axis, int[][] counts) {
        for (int s = 0; s < 8; s++) {
            long wall = lattice.walls[axis][slot << 3 | s];
            long here = lattice.outside[slot << 3 | s];
            long there = next(lattice, near, s, axis);
            counts[0][slot] += Long.bitCount(wall & (here ^ there));
            counts[1][slot] += Long.bitCount(wall & here & there);
            counts[2][slot] += Long.bitCount(wall & ~here & ~there);
            counts[3][slot] += Long.bitCount(~wall & (here ^ there));
        }
    }

    private static void fill(CornerLattice lattice, int from, int to, long[][] sheets) {
        int[] near = new int[8];
        for (int slot = from; slot < to; slot++) {
            lattice.neighbourhood(lattice.brickOf[slot], near);
            for (int axis = 0; axis < 3; axis++) {
                for (int s = 0; s < 8; s++) {
                    int word = slot << 3 | s;
                    sheets[axis][word] = lattice.walls[axis][word] & lattice.outside[word]
                            & next(lattice, near, s, axis);
                }
            }
        }
    }

    /** Labels of the corners one step up the axis from slice {@code s}. */
    static long next(CornerLattice lattice, int[] near, int s, int axis) {
        return CornerLattice.shifted(lattice.outside, near, axis == 0 ? s + 1 : s, axis == 1 ? 1 : 0, axis == 2 ? 1 : 0,
                -1);
    }

    /** The same classes without sheets: a surface of hull walls and caps only. */
    WallClasses withoutSheets() {
        return new WallClasses(hull, sheet, interior, caps, new long[3][0]);
    }

    boolean hasSheets() { return sheets[0].length > 0; }
}
