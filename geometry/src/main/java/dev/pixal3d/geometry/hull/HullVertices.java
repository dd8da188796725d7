// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Edges;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;

/**
 * Positions of hull vertices: the dual vertex of the cell's voxel. Where several vertices share a voxel, or a vertex
 * lies on a sheet, each moves outward by a part of a voxel: this parts the copies and gives sheets two sides, a thin
 * closed pillow instead of two coincident faces. The way outward is the sum of the directions its walls face, known
 * without neighbours; on the rim of a sheet it vanishes and the vertex stays. A cell without a voxel starts at its
 * centre and is smoothed later.
 */
final class HullVertices {
    /** Voxels a vertex moves when it shares its voxel. */
    private static final double SHARED = 0.1;
    /** Voxels a vertex on a sheet moves. */
    private static final double SHEET = 0.25;
    private static final int SMOOTHING_STEPS = 10;

    private HullVertices() {}

    static float[] positions(HullCells cells, OVoxel voxels, Parallel parallel) {
        float[] out = new float[Math.multiplyExact(3, cells.vertices())];
        parallel.range(cells.lattice.slots(), 256, (from, to) -> {
            byte[] classes = new byte[CellTopology.SIDES];
            double[] way = new double[3];
            double[] at = new double[3];
            for (int slot = from; slot < to; slot++) {
                int brick = cells.lattice.brickOf[slot];
                for (int s = 0; s < 8; s++) {
                    int cell = cells.base(slot << 3 | s);
                    for (long m = cells.mask(slot << 3 | s); m != 0; m &= m - 1, cell++) {
                        int bit = Long.numberOfTrailingZeros(m);
                        at[0] = cells.x(brick, s) - CornerLattice.PAD;
                        at[1] = cells.y(brick, bit) - CornerLattice.PAD;
                        at[2] = cells.z(brick, bit) - CornerLattice.PAD;
                        place(cells, cell, voxels, at, classes, way, out);
                    }
                }
            }
        });
        return out;
    }

    private static void place(HullCells cells, int cell, OVoxel voxels, double[] at, byte[] classes, double[] way,
            float[] out) {
        int row = cells.rows[cell];
        for (int k = 0; k < 3; k++) at[k] += row < 0 ? 0.5 : voxels.dual()[3 * row + k];
        int first = cells.firstVertex[cell];
        int count = cells.firstVertex[cell + 1] - first;
        int thin = cells.sheets(cell);
        if (count > 1 || thin != 0) CellTopology.trace(cells.labels(cell), thin, classes);
        for (int c = 0; c < count; c++) {
            double shift = 0;
            if (count > 1 || thin != 0) {
                boolean sheet = outward(classes, c, thin, way);
                double length = Math.sqrt(way[0] * way[0] + way[1] * way[1] + way[2] * way[2]);
                shift = length > 0 ? (sheet ? SHEET : SHARED) / length : 0;
            }
            for (int k = 0; k < 3; k++) {
                out[3 * (first + c) + k] = (float) ((at[k] + shift * way[k]) / voxels.resolution() - 0.5);
            }
        }
    }

    private static boolean outward(byte[] classes, int c, int thin, double[] way) {
        Arrays.fill(way, 0);
        boolean sheet = false;
        for (int side = 0; side < CellTopology.SIDES; side++) {
            if (classes[side] != c) continue;
            way[side >> 3] += (side & 1) == 0 ? -1 : 1;
            sheet |= (thin >> (side >> 1) & 1) != 0;
        }
        return sheet;
    }

    /** Moves the vertices of cells without a voxel to the mean of their neighbours, ten Jacobi steps. */
    static void smoothFree(HullCells cells, Mesh mesh) {
        boolean[] free = new boolean[mesh.vertexCount()];
        boolean any = false;
        for (int cell = 0; cell < cells.count(); cell++) {
            if (cells.rows[cell] >= 0) continue;
            Arrays.fill(free, cells.firstVertex[cell], cells.firstVertex[cell + 1], true);
            any = true;
        }
        if (!any) return;
        int[] t = mesh.triangles();
        int[] edges = new int[16];
        int n = 0;
        for (int h = 0; h < t.length; h++) {
            if (!free[t[h]]) continue;
            if (n == edges.length) edges = Arrays.copyOf(edges, 2 * n);
            edges[n++] = h;
        }
        int[] used = Arrays.copyOf(edges, n);
        for (int step = 0; step < SMOOTHING_STEPS; step++) jacobi(mesh.positions(), t, used, free);
    }

    private static void jacobi(float[] p, int[] t, int[] edges, boolean[] free) {
        int[] place = new int[free.length];
        int vertices = 0;
        for (int v = 0; v < free.length; v++) place[v] = free[v] ? vertices++ : -1;
        double[] sum = new double[4 * vertices];
        for (int h : edges) {
            int from = 4 * place[t[h]];
            int to = 3 * t[Edges.next(h)];
            for (int k = 0; k < 3; k++) sum[from + k] += p[to + k];
            sum[from + 3]++;
        }
        for (int v = 0; v < free.length; v++) {
            if (!free[v]) continue;
            int at = 4 * place[v];
            for (int k = 0; k < 3; k++) p[3 * v + k] = (float) (sum[at + k] / sum[at + 3]);
        }
    }
}
