// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether a volume's flags separate inside from outside.
 *
 * @param missing
 *            voxels around crossed edges that are not active
 * @param leaks
 *            lattice squares crossed an odd number of times
 * @param volume
 *            enclosed, from counting corners between crossings along z
 */
record VoxelCheck(int missing, int leaks, double volume) {
    static VoxelCheck of(OVoxel voxels) {
        int n = voxels.resolution() + 2;
        Map<Long, Integer> at = new HashMap<>();
        int[] c = voxels.coords();
        for (int i = 0; i < voxels.count(); i++) at.put(key(n, c[3 * i], c[3 * i + 1], c[3 * i + 2]), i);
        int missing = 0;
        int leaks = 0;
        double inside = 0;
        for (int i = 0; i < voxels.count(); i++) {
            int x = c[3 * i];
            int y = c[3 * i + 1];
            int z = c[3 * i + 2];
            for (int axis = 0; axis < 3; axis++) {
                int b = (axis + 1) % 3;
                int d = (axis + 2) % 3;
                if (flag(voxels, at, n, x, y, z, axis)) {
                    for (int k = 0; k < 4; k++) {
                        int[] p = {x, y, z};
                        p[b] += k & 1;
                        p[d] += k >> 1;
                        if (!at.containsKey(key(n, p[0], p[1], p[2]))) missing++;
                    }
                }
                int[] lowB = {x, y, z};
                lowB[b]--;
                int[] lowD = {x, y, z};
                lowD[d]--;
                int crossings = count(voxels, at, n, x, y, z, b) + count(voxels, at, n, x, y, z, d)
                        + count(voxels, at, n, lowB[0], lowB[1], lowB[2], d)
                        + count(voxels, at, n, lowD[0], lowD[1], lowD[2], b);
                if (crossings % 2 != 0) leaks++;
            }
        }
        boolean[] seen = new boolean[n * n];
        double[] run = new double[n * n];
        int[] order = java.util.stream.IntStream.range(0, voxels.count()).boxed()
                .sorted((p, q) -> Integer.compare(c[3 * p + 2], c[3 * q + 2])).mapToInt(p -> p).toArray();
        for (int i : order) {
            if ((voxels.crossed()[i] & 4) == 0) continue;
            int column = c[3 * i] * n + c[3 * i + 1];
            double z = c[3 * i + 2] + 0.5;
            if (seen[column]) inside += z - run[column];
            run[column] = z;
            seen[column] = !seen[column];
        }
        return new VoxelCheck(missing, leaks, inside / Math.pow(voxels.resolution(), 3));
    }

    private static long key(int n, int x, int y, int z) { return ((long) (x + 1) * n + y + 1) * n + z + 1; }

    private static int count(OVoxel voxels, Map<Long, Integer> at, int n, int x, int y, int z, int axis) {
        return flag(voxels, at, n, x, y, z, axis) ? 1 : 0;
    }

    private static boolean flag(OVoxel voxels, Map<Long, Integer> at, int n, int x, int y, int z, int axis) {
        Integer i = at.get(key(n, x, y, z));
        return i != null && (voxels.crossed()[i] >> axis & 1) != 0;
    }
}
