// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.RunContext;
import java.util.Arrays;

/**
 * Labels the corners of a {@link CornerLattice} that the lattice's border reaches through edges without walls. Inside a
 * brick 64 corners move at once by shifts masked with the walls; bricks wait in a queue; a brick without storage is
 * taken in one step. The labels are the least fixed point, so they do not depend on the order of work.
 *
 * <p>
 * A blocked mask (one bit per corner, laid out like the labels) keeps the flood out of corners; see
 * {@link DilatedFlood}.
 */
final class CornerFlood {
    private static final long Z0 = 0x0101010101010101L;
    private static final long Z7 = 0x8080808080808080L;

    private final CornerLattice lattice;
    private final long[] blocked;
    private final long[] out;
    private int[] queue = new int[1 << 12];
    private int head;
    private int size;
    private final boolean[] queued;

    private CornerFlood(CornerLattice lattice, long[] blocked) {
        this.lattice = lattice;
        this.blocked = blocked;
        this.out = lattice.outside;
        this.queued = new boolean[lattice.table.length];
    }

    /** Floods from the border; {@code blocked} is empty or as long as the labels. */
    static void run(CornerLattice lattice, long[] blocked, RunContext context) {
        Arrays.fill(lattice.outside, 0);
        Arrays.fill(lattice.simpleOutside, false);
        CornerFlood flood = new CornerFlood(lattice, blocked);
        flood.seed();
        flood.drain(context);
    }

    private void drain(RunContext context) {
        int steps = 0;
        while (size > 0) {
            if ((++steps & 0xfff) == 0) context.at("label", 0.5);
            int brick = queue[head];
            head = head + 1 & queue.length - 1;
            size--;
            queued[brick] = false;
            spread(brick);
        }
    }

    private void seed() {
        int slot = lattice.table[0];
        if (slot < 0) {
            lattice.simpleOutside[0] = true;
        } else {
            out[slot << 3] |= 1;
        }
        push(0);
    }

    private void push(int brick) {
        if (queued[brick]) return;
        queued[brick] = true;
        if (size == queue.length) {
            int[] larger = new int[2 * size];
            for (int i = 0; i < size; i++) larger[i] = queue[head + i & size - 1];
            queue = larger;
            head = 0;
        }
        queue[head + size++ & queue.length - 1] = brick;
    }

    private void spread(int brick) {
        int n = lattice.bricks;
        int slot = lattice.table[brick];
        if (slot >= 0) fill(slot << 3);
        int bz = brick % n;
        int by = brick / n % n;
        int bx = brick / (n * n);
        if (bx + 1 < n) enter(brick, brick + n * n, 0, true);
        if (bx > 0) enter(brick, brick - n * n, 0, false);
        if (by + 1 < n) enter(brick, brick + n, 1, true);
        if (by > 0) enter(brick, brick - n, 1, false);
        if (bz + 1 < n) enter(brick, brick + 1, 2, true);
        if (bz > 0) enter(brick, brick - 1, 2, false);
    }

    /** Grows the labels inside one brick until nothing changes. */
    private void fill(int at) {
        long[] wx = lattice.walls[0];
        long[] wy = lattice.walls[1];
        long[] wz = lattice.walls[2];
        boolean changed = true;
        boolean up = true;
        while (changed) {
            changed = false;
            for (int k = 0; k < 8; k++) {
                int s = at + (up ? k : 7 - k);
                long old = out[s];
                long free = blocked.length == 0 ? -1L : ~blocked[s];
                long v = old;
                if (s > at) v |= out[s - 1] & ~wx[s - 1];
                if (s < at + 7) v |= out[s + 1] & ~wx[s];
                v &= free;
                if (v == 0) continue;
                long before;
                do {
                    before = v;
                    v |= (v & ~wy[s]) << 8 | v >>> 8 & ~wy[s] | (v & ~wz[s] & ~Z7) << 1 | v >>> 1 & ~Z7 & ~wz[s];
                    v &= free;
                } while (v != before);
                if (v != old) {
                    out[s] = v;
                    changed = true;
                }
            }
            up = !up;
        }
    }

    /** Carries labels over the face between two neighbouring bricks. */
    private void enter(int from, int to, int axis, boolean up) {
        int a = lattice.table[from];
        int b = lattice.table[to];
        boolean grown = false;
        if (b < 0) {
            if (lattice.simpleOutside[to]) return;
            for (int s = 0; s < 8 && !grown; s++) grown = leaving(a, s, axis, up) != 0;
            if (grown) lattice.simpleOutside[to] = true;
        } else {
            for (int s = 0; s < 8; s++) {
                long bits = leaving(a, s, axis, up);
                if (bits == 0) continue;
                int word = b << 3 | (axis == 0 ? up ? 0 : 7 : s);
                bits = switch (axis) {
                    case 0 -> bits;
                    case 1 -> up ? bits >>> 56 : bits << 56;
                    default -> up ? bits >>> 7 : bits << 7;
                };
                if (!up) bits &= ~lattice.walls[axis][word];
                if (blocked.length > 0) bits &= ~blocked[word];
                if ((bits & ~out[word]) == 0) continue;
                out[word] |= bits;
                grown = true;
            }
        }
        if (grown) push(to);
    }

    /** Outside corners of slice {@code s} on the face of brick {@code slot} that may step over it. */
    private long leaving(int slot, int s, int axis, boolean up) {
        if (axis == 0 && s != (up ? 7 : 0)) return 0;
        long face = switch (axis) {
            case 0 -> -1L;
            case 1 -> up ? 0xffL << 56 : 0xffL;
            default -> up ? Z7 : Z0;
        };
        if (slot < 0) return face;
        long bits = out[slot << 3 | s] & face;
        return up ? bits & ~lattice.walls[axis][slot << 3 | s] : bits;
    }
}
