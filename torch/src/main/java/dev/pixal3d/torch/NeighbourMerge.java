// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * Finds the 26 neighbours of every voxel and itself: voxels as sorted 64-bit keys, and for each offset one pass of two
 * pointers, because adding an offset keeps the order. One empty layer around each axis keeps steps over an edge from
 * meeting the next row. Offsets run in parallel; the result does not depend on it.
 */
final class NeighbourMerge {
    private final int size;
    private final long strideX;
    private final long strideY;
    private final long[] sorted;
    private final int[] rows;

    /** Coordinates are I32 [n, 4] on the CPU. */
    NeighbourMerge(Tensor coords) {
        int[] c = coords.ints();
        size = c.length / 4;
        int[] limit = new int[4];
        for (int i = 0; i < c.length; i++) {
            if (c[i] < 0) {
                throw new TorchException("sparse grid: a coordinate is negative (got " + c[i] + " in row " + i / 4
                        + ", allowed 0 or more). Shift the coordinates.");
            }
            limit[i % 4] = Math.max(limit[i % 4], c[i]);
        }
        strideY = limit[3] + 3L;
        strideX = strideY * (limit[2] + 3L);
        long strideBatch = Math.multiplyExact(strideX, limit[1] + 3L);
        Math.multiplyExact(strideBatch, limit[0] + 1L);
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            keys[i] = c[4 * i] * strideBatch + (c[4 * i + 1] + 1) * strideX + (c[4 * i + 2] + 1) * strideY
                    + c[4 * i + 3] + 1;
        }
        sorted = keys.clone();
        Arrays.sort(sorted);
        rows = new int[size];
        for (int i = 0; i < size; i++) rows[Arrays.binarySearch(sorted, keys[i])] = i;
        for (int i = 1; i < size; i++) {
            if (sorted[i] == sorted[i - 1]) {
                throw new TorchException("sparse grid: a voxel occurs twice. Remove duplicate coordinates first.");
            }
        }
    }

    /** Writes [n, 27] rows; n where there is no neighbour. */
    void fill(MemorySegment out) {
        TorchRuntime.each(SparseGrid.TAPS, t -> {
            long step = (t / 9 - 1) * strideX + (t / 3 % 3 - 1) * strideY + t % 3 - 1;
            int j = 0;
            for (int i = 0; i < size; i++) {
                long wanted = sorted[i] + step;
                while (j < size && sorted[j] < wanted) j++;
                int found = j < size && sorted[j] == wanted ? rows[j] : size;
                out.setAtIndex(ValueLayout.JAVA_INT, (long) rows[i] * SparseGrid.TAPS + t, found);
            }
        });
    }
}
