// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** Hoare's quickselect on indices: the part of sorting that a split in the middle needs, in linear time on average. */
public final class Selection {
    private Selection() {}

    /** A strict total order. */
    @FunctionalInterface
    public interface Order {
        boolean less(int a, int b);
    }

    /**
     * Moves items so that the one at {@code k} is the one that sorting would put there, with none greater before it and
     * none less behind.
     *
     * @param lo
     *            first of the items
     * @param hi
     *            last of the items
     */
    public static void nth(int[] items, int lo, int hi, int k, Order order) {
        int from = lo, to = hi;
        while (from < to) {
            int pivot = items[(from + to) >>> 1], i = from, j = to;
            while (i <= j) {
                while (order.less(items[i], pivot)) i++;
                while (order.less(pivot, items[j])) j--;
                if (i <= j) {
                    int t = items[i];
                    items[i++] = items[j];
                    items[j--] = t;
                }
            }
            if (k <= j) to = j;
            else if (k >= i) from = i;
            else return;
        }
    }
}
