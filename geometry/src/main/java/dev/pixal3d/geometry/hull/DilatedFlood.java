// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;

/**
 * A flood too wide to pass through leaks. Corners within {@code radius} of a wall are blocked and the rest is flooded;
 * what the flood does not reach is surely inside. Then both labels grow back into the blocked zone at the same speed,
 * 2 radius + 2 steps through edges without walls, so that they meet in the middle of a hole and close it flat. What
 * neither reaches, the bottom of crevices too narrow for the flood, becomes inside.
 *
 * <p>
 * Tried on a 256^3 shape with 20 holes of up to 5 voxels, where this leaves 0.42 voxels RMS: growing the outside alone
 * dents the surface at every hole (RMS 0.57 voxels); growing the outside until nothing is left runs into every plate
 * thinner than the flood (a third of all walls became sheets).
 */
final class DilatedFlood {
    private static final long Z0 = 0x0101010101010101L;
    private static final long Z7 = 0x8080808080808080L;

    private final CornerLattice lattice;
    private final Parallel parallel;

    private DilatedFlood(CornerLattice lattice, Parallel parallel) {
        this.lattice = lattice;
        this.parallel = parallel;
    }

    /**
     * Labels a lattice whose stored bricks reach one brick beyond the walls.
     *
     * @param radius
     *            0 is the plain flood, at most 7
     */
    static void run(CornerLattice lattice, int radius, RunContext context) {
        if (radius == 0) {
            CornerFlood.run(lattice, new long[0], context);
            return;
        }
        DilatedFlood flood = new DilatedFlood(lattice, context.parallel());
        long[] blocked = flood.atWalls();
        for (int i = 1; i < radius; i++) blocked = flood.dilate(blocked);
        flood.freeBorder(blocked);
        CornerFlood.run(lattice, blocked, context);
        long[] inside = new long[blocked.length];
        for (int w = 0; w < inside.length; w++) inside[w] = ~blocked[w] & ~lattice.outside[w];
        for (int i = 0; i < 2 * radius + 2; i++) {
            context.at("label", 0.5 + 0.5 * i / (2 * radius + 2));
            inside = flood.growBoth(inside);
        }
    }

    private long[] atWalls() {
        long[] out = new long[lattice.outside.length];
        forEachWord((slot, s) -> {
            long bits = 0;
            for (int axis = 0; axis < 3; axis++) {
                bits |= lattice.walls[axis][slot << 3 | s]
                        | neighbour(lattice.walls[axis], slot, s, axis, -1, Far.NONE);
            }
            out[slot << 3 | s] = bits;
        });
        return out;
    }

    /** The lattice's border stays free, so that the flood gets everywhere around. */
    private void freeBorder(long[] blocked) {
        int last = lattice.cells;
        forEachWord((slot, s) -> {
            int brick = lattice.brickOf[slot];
            int n = lattice.bricks;
            int x = brick / (n * n) * 8 + s;
            if (x == 0 || x >= last) blocked[slot << 3 | s] = 0;
            for (int i = 0; i < 8; i++) {
                int y = brick / n % n * 8 + i;
                int z = brick % n * 8 + i;
                if (y == 0 || y >= last) blocked[slot << 3 | s] &= ~(0xffL << 8 * i);
                if (z == 0 || z >= last) blocked[slot << 3 | s] &= ~(Z0 << i);
            }
        });
    }

    private long[] dilate(long[] bits) {
        long[] from = bits;
        for (int axis = 0; axis < 3; axis++) {
            long[] in = from;
            long[] out = new long[in.length];
            int a = axis;
            forEachWord((slot, s) -> out[slot << 3 | s] = in[slot << 3 | s] | neighbour(in, slot, s, a, 1, Far.NONE)
                    | neighbour(in, slot, s, a, -1, Far.NONE));
            from = out;
        }
        return from;
    }

    /** One step of both labels through edges without walls; returns the new inside. */
    private long[] growBoth(long[] inside) {
        long[] outside = lattice.outside.clone();
        long[] grown = new long[inside.length];
        forEachWord((slot, s) -> {
            int word = slot << 3 | s;
            grown[word] = inside[word];
            if ((outside[word] | inside[word]) == -1L) return;
            long out = 0;
            long in = 0;
            for (int axis = 0; axis < 3; axis++) {
                long up = ~lattice.walls[axis][word];
                long down = ~neighbour(lattice.walls[axis], slot, s, axis, -1, Far.NONE);
                out |= neighbour(outside, slot, s, axis, 1, Far.OUTSIDE) & up
                        | neighbour(outside, slot, s, axis, -1, Far.OUTSIDE) & down;
                in |= neighbour(inside, slot, s, axis, 1, Far.INSIDE) & up
                        | neighbour(inside, slot, s, axis, -1, Far.INSIDE) & down;
            }
            lattice.outside[word] = outside[word] | out & ~inside[word];
            grown[word] |= in & ~lattice.outside[word];
        });
        return grown;
    }

    /** What a brick without storage stands for. */
    private enum Far {
        NONE,
        OUTSIDE,
        INSIDE
    }

    /** Does something for a word: a slot and a slice. */
    @FunctionalInterface
    private interface WordBody {
        void at(int slot, int s);
    }

    private void forEachWord(WordBody body) {
        parallel.range(lattice.slots(), 256, (from, to) -> {
            for (int slot = from; slot < to; slot++) for (int s = 0; s < 8; s++) body.at(slot, s);
        });
    }

    /**
     * Bits moved so that bit p of the result is bit p + step * axis; {@code kind}: how bricks without storage count.
     */
    private long neighbour(long[] words, int slot, int s, int axis, int step, Far kind) {
        int here = slot << 3 | s;
        if (axis == 0) {
            if (s + step >= 0 && s + step < 8) return words[here + step];
            return far(words, slot, 0, step, s + step & 7, kind);
        }
        long own = words[here];
        if (axis == 1) {
            return step > 0
                    ? own >>> 8 | far(words, slot, 1, 1, s, kind) << 56
                    : own << 8 | far(words, slot, 1, -1, s, kind) >>> 56;
        }
        return step > 0
                ? own >>> 1 & ~Z7 | (far(words, slot, 2, 1, s, kind) & Z0) << 7
                : own << 1 & ~Z0 | (far(words, slot, 2, -1, s, kind) & Z7) >>> 7;
    }

    private long far(long[] words, int slot, int axis, int step, int s, Far kind) {
        int n = lattice.bricks;
        int brick = lattice.brickOf[slot];
        int at = axis == 0 ? brick / (n * n) : axis == 1 ? brick / n % n : brick % n;
        if (at + step < 0 || at + step >= n) return kind == Far.OUTSIDE ? -1L : 0;
        int other = brick + step * (axis == 0 ? n * n : axis == 1 ? n : 1);
        int otherSlot = lattice.table[other];
        if (otherSlot >= 0) return words[otherSlot << 3 | s];
        return kind == (lattice.simpleOutside[other] ? Far.OUTSIDE : Far.INSIDE) ? -1L : 0;
    }
}
