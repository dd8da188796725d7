// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Triangles;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;

/**
 * Quads of a hull: one per side of a wall, between the vertices of the four cells around it, wound so that it faces the
 * side's outside corner. Corner slot = 2 * (cell is the upper one along the next axis) + (the same along the one
 * after).
 */
final class HullFaces {
    /** Slots round a quad that faces down its axis, and up. */
    static final int[][] WINDING = {{0, 1, 3, 2}, {0, 2, 3, 1}};

    private final HullCells cells;
    private final CornerLattice lattice;
    private final WallClasses walls;
    private final HullSplits splits;
    private final float[] positions;
    private final float[] weights;

    private HullFaces(HullCells cells, WallClasses walls, HullSplits splits, float[] positions, float[] weights) {
        this.cells = cells;
        this.lattice = cells.lattice;
        this.walls = walls;
        this.splits = splits;
        this.positions = positions;
        this.weights = weights;
    }

    /** Triangles of all plain quads; leaves out the walls marked for fans. */
    static int[] triangles(HullCells cells, WallClasses walls, HullSplits splits, float[] positions, OVoxel voxels,
            Parallel parallel) {
        HullFaces faces = new HullFaces(cells, walls, splits, positions, voxels.splitWeight().orElse(new float[0]));
        int slots = cells.lattice.slots();
        int[] first = new int[slots + 1];
        parallel.range(slots, 256, (from, to) -> {
            int[] near = new int[8];
            for (int slot = from; slot < to; slot++) {
                cells.lattice.neighbourhood(cells.lattice.brickOf[slot], near);
                for (int s = 0; s < 8; s++) {
                    for (int side = 0; side < 6; side++) {
                        first[slot + 1] += Long.bitCount(faces.plain(slot, near, s, side >> 1, side & 1));
                    }
                }
            }
        });
        for (int slot = 0; slot < slots; slot++) first[slot + 1] = Math.addExact(first[slot + 1], first[slot]);
        int[] out = new int[Math.multiplyExact(6, first[slots])];
        parallel.range(slots, 64, (from, to) -> faces.emit(from, to, first, out));
        return out;
    }

    private long plain(int slot, int[] near, int s, int axis, int end) {
        return sides(slot, near, s, axis, end) & ~splits.marked[axis][slot << 3 | s];
    }

    /** Edges of an axis in a slice that have a side towards an end. */
    private long sides(int slot, int[] near, int s, int axis, int end) {
        long here = lattice.outside[slot << 3 | s];
        long there = WallClasses.next(lattice, near, s, axis);
        long thin = walls.hasSheets() ? walls.sheets()[axis][slot << 3 | s] : 0;
        return thin | (end == 0 ? here & ~there : there & ~here);
    }

    private void emit(int from, int to, int[] first, int[] out) {
        int[] near = new int[8];
        int[] p = new int[3];
        int[] around = new int[4];
        int[] quad = new int[4];
        HullCells.Vertices vertices = cells.new Vertices();
        for (int slot = from; slot < to; slot++) {
            int brick = lattice.brickOf[slot];
            lattice.neighbourhood(brick, near);
            int at = 6 * first[slot];
            for (int s = 0; s < 8; s++) {
                for (int axis = 0; axis < 3; axis++) {
                    long down = plain(slot, near, s, axis, 0);
                    long up = plain(slot, near, s, axis, 1);
                    for (long m = down | up; m != 0; m &= m - 1) {
                        int bit = Long.numberOfTrailingZeros(m);
                        p[0] = cells.x(brick, s);
                        p[1] = cells.y(brick, bit);
                        p[2] = cells.z(brick, bit);
                        cellsAround(cells, p, axis, around);
                        boolean wall = (lattice.walls[axis][slot << 3 | s] >>> bit & 1) != 0;
                        for (int end = 0; end < 2; end++) {
                            if (((end == 0 ? down : up) >>> bit & 1) == 0) continue;
                            corners(vertices, around, axis, end, quad);
                            cut(quad, around, end, wall, out, at);
                            at += 6;
                        }
                    }
                }
            }
        }
    }

    /** The four cells round the edge of an axis at corner p, by slot. */
    static void cellsAround(HullCells cells, int[] p, int axis, int[] around) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        p[b]--;
        p[c]--;
        around[0] = cells.cell(p[0], p[1], p[2]);
        p[c]++;
        around[1] = cells.cell(p[0], p[1], p[2]);
        p[b]++;
        around[3] = cells.cell(p[0], p[1], p[2]);
        p[c]--;
        around[2] = cells.cell(p[0], p[1], p[2]);
        p[c]++;
    }

    /** The vertices of a side's quad, by slot. */
    static void corners(HullCells.Vertices vertices, int[] around, int axis, int end, int[] quad) {
        for (int k = 0; k < 4; k++) {
            int side = 2 * CellTopology.edge(axis, 1 - (k >> 1), 1 - (k & 1)) + end;
            quad[k] = vertices.vertex(around[k], side);
        }
    }

    /** Two triangles; the learned weights choose the diagonal, else the one across which the surface bends less. */
    private void cut(int[] quad, int[] around, int end, boolean wall, int[] out, int at) {
        boolean straight; // slots 0 and 3 joined
        if (weights.length > 0 && wall && complete(around)) {
            straight = weights[cells.rows[around[0]]] * weights[cells.rows[around[3]]] > weights[cells.rows[around[1]]]
                    * weights[cells.rows[around[2]]];
        } else {
            straight = bend(quad[0], quad[1], quad[3], quad[2]) >= bend(quad[1], quad[3], quad[2], quad[0]);
        }
        int[] w = WINDING[end];
        int turn = straight ? 0 : 1;
        int a = quad[w[turn]];
        int c = quad[w[turn + 2]];
        out[at] = a;
        out[at + 1] = quad[w[turn + 1]];
        out[at + 2] = c;
        out[at + 3] = a;
        out[at + 4] = c;
        out[at + 5] = quad[w[(turn + 3) & 3]];
    }

    private boolean complete(int[] around) { return Arrays.stream(around).allMatch(cell -> cells.rows[cell] >= 0); }

    /** Cosine between the triangles (a, b, c) and (a, c, d). */
    private double bend(int a, int b, int c, int d) {
        double[] m = new double[3];
        double[] n = new double[3];
        double lengths = Triangles.cross(positions, a, b, c, m) * Triangles.cross(positions, a, c, d, n);
        return lengths > 0 ? (m[0] * n[0] + m[1] * n[1] + m[2] * n[2]) / lengths : -1;
    }
}
