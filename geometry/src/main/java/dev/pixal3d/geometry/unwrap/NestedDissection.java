// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.Selection;
/**
 * Elimination order of a planar mesh's vertices by recursive coordinate bisection: halves first, then the vertices
 * between them. A factorisation in this order has O(n log n) entries (George, "Nested dissection of a regular finite
 * element mesh").
 */
final class NestedDissection {
    private static final int LEAF = 32;

    private final double[] uv;
    private final int[] start;
    private final int[] neighbours;
    private final int[] order;
    private final int[] scratch;
    private final byte[] side;

    private NestedDissection(double[] uv, int[] start, int[] neighbours) {
        this.uv = uv;
        this.start = start;
        this.neighbours = neighbours;
        int n = start.length - 1;
        order = new int[n];
        scratch = new int[n];
        side = new byte[n];
        for (int i = 0; i < n; i++) order[i] = i;
    }

    /**
     * The order.
     *
     * @param uv
     *            positions, used to bisect
     * @param start
     *            where each vertex's neighbours begin, length n + 1
     * @return vertices in order of elimination
     */
    static int[] order(double[] uv, int[] start, int[] neighbours) {
        NestedDissection d = new NestedDissection(uv, start, neighbours);
        d.split(0, d.order.length);
        return d.order;
    }

    private void split(int from, int to) {
        if (to - from <= LEAF) return;
        double[] low = {Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY};
        double[] high = {Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY};
        for (int i = from; i < to; i++) {
            for (int k = 0; k < 2; k++) {
                low[k] = Math.min(low[k], uv[2 * order[i] + k]);
                high[k] = Math.max(high[k], uv[2 * order[i] + k]);
            }
        }
        int axis = high[0] - low[0] >= high[1] - low[1] ? 0 : 1;
        int middle = (from + to) >>> 1;
        Selection.nth(order, from, to - 1, middle, (a, b) -> less(a, b, axis));
        for (int i = from; i < to; i++) side[order[i]] = (byte) (i < middle ? 1 : 2);
        int left = from, between = 0;
        for (int i = from; i < middle; i++) {
            int v = order[i];
            if (touches(v)) scratch[between++] = v;
            else order[left++] = v;
        }
        for (int i = from; i < to; i++) side[order[i]] = 0;
        for (int i = 0; i < between; i++) side[scratch[i]] = 0;
        System.arraycopy(order, middle, order, left, to - middle);
        int right = left + to - middle;
        System.arraycopy(scratch, 0, order, right, between);
        split(from, left);
        split(left, right);
    }

    private boolean touches(int v) {
        for (int j = start[v]; j < start[v + 1]; j++) { if (side[neighbours[j]] == 2) return true; }
        return false;
    }

    private boolean less(int a, int b, int axis) {
        int order = Double.compare(uv[2 * a + axis], uv[2 * b + axis]);
        return order != 0 ? order < 0 : a < b;
    }
}
