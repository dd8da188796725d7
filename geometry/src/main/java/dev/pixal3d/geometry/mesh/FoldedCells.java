// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import dev.pixal3d.core.Parallel;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * Faces near which the surface looks different ways, by the places where it does. Space is cut into cells somewhat
 * wider than faces, and every face adds the directions it sees ({@link SeenDirections}) to the cells it passes through;
 * where no direction is seen by all, parts may cross, and only faces of one such cell can. On most surfaces few are
 * left, so that little of a search remains after this linear pass.
 *
 * <p>
 * Cells are 1.5 times as wide as a face's box. With those as wide as the box a quarter fewer pairs of faces are
 * compared, but filling them takes 40 % longer (all 18 instead of 16 ms, 84,000 faces); with those three times as wide
 * 2.3 times as many are. A table of a quarter of the size joins cells that look different ways and leaves 40 % more
 * faces to compare.
 */
final class FoldedCells {
    private static final VarHandle INTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final int GRAIN = 1 << 13;
    /** Cells are so many times as wide as the boxes of faces on average. */
    private static final double CELL = 1.5;
    /** Cells along an axis at most, so that single large faces have a bounded number. */
    private static final double FINEST = 2048;

    private final Mesh mesh;
    private final double cell;
    private final double inverse;
    private final double[] low = new double[3];
    private final int[] common;
    private final int[] seen;
    private final float[] boxes;

    /**
     * What was found.
     *
     * @param seen
     *            the directions that each face of the mesh sees
     * @param boxes
     *            around each face of the mesh, six values each as {@link Boxes} has them
     * @param starts
     *            first place of each folded cell in {@code faces}, one more than there are cells
     * @param faces
     *            the faces of each cell, ascending; a face may be in many
     */
    record Found(int[] seen, float[] boxes, int[] starts, int[] faces) {}

    private FoldedCells(Mesh mesh, float[] box, double cell) {
        this.mesh = mesh;
        this.cell = cell;
        this.inverse = 1 / cell;
        for (int k = 0; k < 3; k++) low[k] = box[k] - 0.5 * cell;
        this.common = new int[Integer.highestOneBit(Math.max(64, mesh.triangleCount())) * 4];
        this.seen = new int[mesh.triangleCount()];
        this.boxes = new float[Math.multiplyExact(6, mesh.triangleCount())];
        Arrays.fill(common, SeenDirections.ALL);
    }

    /** Finds them; vertices of the mesh that no face uses may lie anywhere. */
    static Found of(Mesh mesh, Parallel parallel) {
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
        if (!(cell > 0)) return new Found(new int[n], new float[0], new int[1], new int[0]);
        return new FoldedCells(mesh, all, cell).found(parallel);
    }

    private Found found(Parallel parallel) {
        int n = mesh.triangleCount();
        Visits[] visits = new Visits[(n + GRAIN - 1) / GRAIN];
        parallel.each(visits.length, i -> visits[i] = new Visits(i * GRAIN, Math.min(n, (i + 1) * GRAIN)));
        int[] places = new int[common.length + 1];
        for (Visits v : visits) for (int i = 0; i < v.count; i++) if (common[v.slots[i]] == 0) places[v.slots[i] + 1]++;
        for (int slot = 0; slot < common.length; slot++) places[slot + 1] += places[slot];
        int[] starts = new int[common.length + 1];
        int cells = 0;
        for (int slot = 0; slot < common.length; slot++) {
            if (places[slot + 1] > places[slot]) starts[++cells] = places[slot + 1];
        }
        int[] faces = new int[starts[cells]];
        for (Visits v : visits) {
            for (int i = 0; i < v.count; i++) if (common[v.slots[i]] == 0) faces[places[v.slots[i]]++] = v.faces[i];
        }
        return new Found(seen, boxes, Arrays.copyOf(starts, cells + 1), faces);
    }

    /** The cells that some faces pass through. */
    private final class Visits {
        private int[] slots;
        private int[] faces;
        private int count;
        private int face;
        private final double[] normal = new double[3];

        Visits(int from, int to) {
            slots = new int[2 * (to - from)];
            faces = new int[slots.length];
            for (face = from; face < to; face++) {
                seen[face] = SeenDirections.of(mesh, face, normal);
                visit();
            }
        }

        private void visit() {
            int box = 6 * face;
            Boxes.ofFace(mesh.positions(), mesh.triangles(), face, boxes, box);
            // what has no area meets nothing
            if (seen[face] == SeenDirections.ALL) return;
            int i = cell(boxes[box], 0);
            int j = cell(boxes[box + 1], 1);
            int k = cell(boxes[box + 2], 2);
            int toI = cell(boxes[box + 3], 0);
            int toJ = cell(boxes[box + 4], 1);
            int toK = cell(boxes[box + 5], 2);
            int borders = toI - i + toJ - j + toK - k;
            if (borders > 1) {
                visitColumns(box);
                return;
            }
            add(slot(0, j, k, i));
            if (borders == 1) add(slot(0, toJ, toK, toI));
        }

        /** Columns along the axis nearest to the normal, and in each what the face's plane passes through. */
        private void visitColumns(int box) {
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
            for (int i = cell(boxes[box + u], u); i <= cell(boxes[box + 3 + u], u); i++) {
                for (int j = cell(boxes[box + v], v); j <= cell(boxes[box + 3 + v], v); j++) {
                    double middle = p[a + w] + slopeU * (low[u] + (i + 0.5) * cell - p[a + u])
                            + slopeV * (low[v] + (j + 0.5) * cell - p[a + v]);
                    int last = cell(Math.min(boxes[box + 3 + w], middle + reach), w);
                    int k = cell(Math.max(boxes[box + w], middle - reach), w);
                    for (; k <= last; k++) add(slot(w, i, j, k));
                }
            }
        }

        private void add(int slot) {
            if ((common[slot] & ~seen[face]) != 0) { var _ = (int) INTS.getAndBitwiseAnd(common, slot, seen[face]); }
            if (count == slots.length) {
                slots = Arrays.copyOf(slots, 2 * count);
                faces = Arrays.copyOf(faces, 2 * count);
            }
            slots[count] = slot;
            faces[count++] = face;
        }
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
