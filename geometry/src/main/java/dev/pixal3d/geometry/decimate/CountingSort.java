// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

import dev.pixal3d.core.Parallel;
import java.util.function.IntUnaryOperator;

/**
 * A stable parallel counting sort of item numbers by a small key. The items are cut into a fixed number of slices, so
 * the order does not depend on the number of threads.
 *
 * @param starts
 *            first place of each key, one more than there are keys; the last is the number of items kept
 * @param places
 *            place of each item, -1 for items with a negative key
 */
record CountingSort(int[] starts, int[] places) {
    private static final int SLICES = 16;

    static CountingSort of(int items, int keys, IntUnaryOperator key, Parallel parallel) {
        int[][] next = new int[SLICES][keys];
        parallel.range(SLICES, 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                for (int i = begin(items, s); i < begin(items, s + 1); i++) {
                    int k = key.applyAsInt(i);
                    if (k >= 0) next[s][k]++;
                }
            }
        });
        int[] starts = new int[keys + 1];
        int sum = 0;
        for (int k = 0; k < keys; k++) {
            starts[k] = sum;
            for (int s = 0; s < SLICES; s++) {
                int count = next[s][k];
                next[s][k] = sum;
                sum += count;
            }
        }
        starts[keys] = sum;
        int[] places = new int[items];
        parallel.range(SLICES, 1, (from, to) -> {
            for (int s = from; s < to; s++) {
                for (int i = begin(items, s); i < begin(items, s + 1); i++) {
                    int k = key.applyAsInt(i);
                    places[i] = k < 0 ? -1 : next[s][k]++;
                }
            }
        });
        return new CountingSort(starts, places);
    }

    private static int begin(int items, int slice) { return (int) ((long) items * slice / SLICES); }
}
