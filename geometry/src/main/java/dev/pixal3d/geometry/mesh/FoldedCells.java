// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Faces near which the surface looks different ways. Space is cut into cells a few times as wide as faces, and every
 * face adds the directions it sees ({@link SeenDirections}) to the cells it passes through; where no direction is seen
 * by all, parts may cross. On most surfaces few faces are left, so that little of a search remains after this linear
 * pass.
 */
final class FoldedCells {
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int GRAIN = 1 << 13;
    /** Cells are so many times as wide as the boxes of faces on average. */
    private static final double CELL = 3;
    /** Cells along an axis at most, so that single large faces have a bounded number. */
    private static final double FINEST = 2048;

    private final Mesh mesh;
    private final double cell;
    private final double inverse;
    private final double[] low = new double[3];
    private final int[] common;
    private final int[] seen;

    private FoldedCells(Mesh mesh, float[] box, double cell) {
        this.mesh = mesh;
        this.cell = cell;
        this.inverse = 1 / cell;
        for (int k = 0; k < 3; k++) low[k] = box[k] - 0.5 * cell;
        this.common = new int[Integer.highestOneBit(Math.max(64, mesh.triangleCount())) * 4];
        this.seen = new int[mesh.triangleCount()];
        Arrays.fill(common, SeenDirections.ALL);
    }

    /** These faces in ascending order; vertices of the mesh that no face uses may lie anywhere. */
    static int[] faces(Mesh mesh, Parallel parallel) {
        int n = mesh.triangleCount();
        double sizes = 0;
        int stride = Math.max(1, n / 4096);
        int sampled = 0;
        float[] box = new float[6];
        for (int f = 0; f < n; f += stride, sampled++) {
            Boxes.ofFace(mesh.positions(), mesh.triangles(), f, box, 0);
            sizes += Boxes.extent(box);
        }
        float[] all = Boxes.of(mesh.positions());
        double cell = Math.max(CELL * sizes / Math.max(1, sampled), Boxes.extent(all) / FINEST);
        // a mesh in one point has no cells and no crossings
        if (!(cell > 0)) return new int[0];
        FoldedCells cells = new FoldedCells(mesh, all, cell);
        parallel.range(n, GRAIN, (from, to) -> {
            float[] around = new float[6];
            double[] normal = new double[3];
            for (int f = from; f < to; f++) {
                cells.seen[f] = SeenDirections.of(mesh, f, normal);
                cells.visit(f, around, normal, true);
            }
        });
        boolean[] folded = new boolean[n];
        parallel.range(n, GRAIN, (from, to) -> {
            float[] around = new float[6];
            double[] normal = new double[3];
            for (int f = from; f < to; f++) folded[f] = cells.visit(f, around, normal, false);
        });
        int[] out = new int[n];
        int count = 0;
        for (int f = 0; f < n; f++) if (folded[f]) out[count++] = f;
        return Arrays.copyOf(out, count);
    }

    /**
     * Goes through a face's cells.
     *
     * @param mark
     *            whether to add what it sees; else to look whether a cell has nothing left
     */
    private boolean visit(int face, float[] box, double[] normal, boolean mark) {
        Boxes.ofFace(mesh.positions(), mesh.triangles(), face, box, 0);
        int i = cell(box[0], 0);
        int j = cell(box[1], 1);
        int k = cell(box[2], 2);
        if (i == cell(box[3], 0) && j == cell(box[4], 1) && k == cell(box[5], 2)) {
            return visit(slot(0, j, k, i), face, mark);
        }
        int[] t = mesh.triangles();
        // what has no area meets nothing
        return Triangles.cross(mesh.positions(), t[3 * face], t[3 * face + 1], t[3 * face + 2], normal) > 0
                && visitColumns(face, box, normal, mark);
    }

    /** Columns along the axis nearest to the normal, and in each what the face's plane passes through. */
    private boolean visitColumns(int face, float[] box, double[] normal, boolean mark) {
        int w = Math.abs(normal[0]) >= Math.abs(normal[1]) && Math.abs(normal[0]) >= Math.abs(normal[2])
                ? 0
                : Math.abs(normal[1]) >= Math.abs(normal[2]) ? 1 : 2;
        int u = (w + 1) % 3;
        int v = (w + 2) % 3;
        double slopeU = -normal[u] / normal[w];
        double slopeV = -normal[v] / normal[w];
        double reach = 0.5 * cell * (Math.abs(slopeU) + Math.abs(slopeV) + 1e-3);
        float[] p = mesh.positions();
        int a = 3 * mesh.triangles()[3 * face];
        for (int i = cell(box[u], u); i <= cell(box[3 + u], u); i++) {
            for (int j = cell(box[v], v); j <= cell(box[3 + v], v); j++) {
                double middle = p[a + w] + slopeU * (low[u] + (i + 0.5) * cell - p[a + u])
                        + slopeV * (low[v] + (j + 0.5) * cell - p[a + v]);
                int last = cell(Math.min(box[3 + w], middle + reach), w);
                for (int k = cell(Math.max(box[w], middle - reach), w); k <= last; k++) {
                    if (visit(slot(w, i, j, k), face, mark)) return true;
                }
            }
        }
        return false;
    }

    private boolean visit(int slot, int face, boolean mark) {
        if (!mark) return common[slot] == 0;
        if ((common[slot] & ~seen[face]) != 0) { var _ = (int) INTS.getAndBitwiseAnd(common, slot, seen[face]); }
        return false;
    }

    private int cell(double x, int axis) { return (int) ((x - low[axis]) * inverse); }

    /** Of the cell with coordinate k along w and i, j along the axes after it. */
    private int slot(int w, int i, int j, int k) {
        int x = w == 0 ? k : w == 1 ? j : i;
        int y = w == 1 ? k : w == 2 ? j : i;
        int z = w == 2 ? k : w == 0 ? j : i;
        int h = x * 0x9E3779B1 ^ y * 0x85EBCA77 ^ z * 0xC2B2AE3D;
        h ^= h >>> 15;
        h *= 0x2C1B3C6D;
        return (h ^ h >>> 13) & common.length - 1;
    }
}
