// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

import java.util.Arrays;

/** Disjoint sets of the numbers from 0, with path halving; the lowest member names its set. For one thread. */
public final class UnionFind {
    private final int[] parent;

    /** Each of so many items alone. */
    public UnionFind(int items) {
        parent = new int[items];
        Arrays.setAll(parent, i -> i);
    }

    /** The lowest member of an item's set. */
    public int find(int item) {
        int i = item;
        while (parent[i] != i) {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        return i;
    }

    /** Makes the sets of both one. */
    public void join(int a, int b) {
        int x = find(a);
        int y = find(b);
        parent[Math.max(x, y)] = Math.min(x, y);
    }
}
