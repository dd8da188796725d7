// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import java.util.Arrays;

/**
 * A binary heap of item numbers with keys that may change; the smallest key first, of equal keys the smallest number.
 */
final class VertexHeap {
    private int[] items = new int[0];
    private int[] where = new int[0];
    private float[] keys = new float[0];
    private int size;

    /** Empties the heap and makes room for items 0 to n - 1, all keys infinite. */
    void reset(int n) {
        if (items.length < n) {
            items = new int[n];
            where = new int[n];
            keys = new float[n];
        }
        Arrays.fill(where, 0, n, -1);
        Arrays.fill(keys, 0, n, Float.POSITIVE_INFINITY);
        size = 0;
    }

    float key(int item) { return keys[item]; }

    boolean isEmpty() { return size == 0; }

    int first() { return items[0]; }

    /** Sets a key; items with a key above {@code limit} leave the heap but keep the key. */
    void set(int item, float key, float limit) {
        keys[item] = key;
        int at = where[item];
        if (key > limit) {
            if (at >= 0) removeAt(at);
        } else if (at < 0) {
            where[item] = size;
            items[size] = item;
            up(size++);
        } else {
            up(at);
            down(where[item]);
        }
    }

    void remove(int item) {
        keys[item] = Float.POSITIVE_INFINITY;
        if (where[item] >= 0) removeAt(where[item]);
    }

    private void removeAt(int at) {
        where[items[at]] = -1;
        int last = items[--size];
        if (at == size) return;
        items[at] = last;
        where[last] = at;
        up(at);
        down(where[last]);
    }

    private boolean before(int a, int b) { return keys[a] < keys[b] || keys[a] == keys[b] && a < b; }

    private void up(int at) {
        int item = items[at];
        while (at > 0) {
            int parent = at - 1 >> 1;
            if (!before(item, items[parent])) break;
            items[at] = items[parent];
            where[items[at]] = at;
            at = parent;
        }
        items[at] = item;
        where[item] = at;
    }

    private void down(int at) {
        int item = items[at];
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && before(items[child + 1], items[child])) child++;
            if (!before(items[child], item)) break;
            items[at] = items[child];
            where[items[at]] = at;
            at = child;
        }
        items[at] = item;
        where[item] = at;
    }
}
