// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

/**
 * The active voxel nearest to a point: the 5^3 neighbourhood first, which answers for points on a surface, then shells
 * of 8^3 bricks. Exact; of equally near voxels the one first in x, y, z order. Thread-safe.
 */
final class VoxelSearch {
    private static final int BRICK = 8;
    private static final int NEAR = 2;

    private final int resolution;
    private final BrickMap fine;
    private final BrickMap coarse;

    VoxelSearch(int resolution, int[] coords, BrickMap fine) {
        if (coords.length == 0) {
            throw new IllegalArgumentException(
                    "O-Voxel: has no voxels (got 0, allowed 1 and more), so there are no attributes to sample. Check "
                            + "the decoder's output.");
        }
        this.resolution = resolution;
        this.fine = fine;
        int[] bricks = new int[coords.length];
        for (int i = 0; i < coords.length; i++) bricks[i] = coords[i] / BRICK;
        this.coarse = BrickMap.of((resolution + BRICK - 1) / BRICK, bricks);
    }

    /** Row of a voxel, or -1. */
    int row(int x, int y, int z) { return fine.row(x, y, z); }

    /** Row of the voxel whose centre is nearest to a point in voxel units. */
    int nearest(float x, float y, float z) {
        Nearest found = new Nearest(x, y, z);
        int cx = (int) Math.floor(x), cy = (int) Math.floor(y), cz = (int) Math.floor(z);
        found.scan(cx - NEAR, cy - NEAR, cz - NEAR, 2 * NEAR + 1);
        if (found.distance < (NEAR + 0.5) * (NEAR + 0.5)) return found.row;
        int bx = Math.clamp(cx, 0, resolution - 1) / BRICK, by = Math.clamp(cy, 0, resolution - 1) / BRICK;
        int bz = Math.clamp(cz, 0, resolution - 1) / BRICK;
        // beyond the grid there is nothing: this ends for points far away and for points that are no numbers
        int shells = (resolution + BRICK - 1) / BRICK;
        for (int shell = 0; shell < shells; shell++) {
            // a point outside is at least as far from any voxel as its nearest point of the grid is
            double least = Math.max(0, (shell - 1) * BRICK + 0.5);
            if (shell > 0 && found.row >= 0 && found.distance <= least * least) return found.row;
            for (int i = bx - shell; i <= bx + shell; i++) {
                for (int j = by - shell; j <= by + shell; j++) {
                    boolean face = Math.abs(i - bx) == shell || Math.abs(j - by) == shell;
                    for (int k = bz - shell; k <= bz + shell; k += face || shell == 0 ? 1 : 2 * shell) {
                        if (coarse.rank(i, j, k) >= 0) found.scan(i * BRICK, j * BRICK, k * BRICK, BRICK);
                    }
                }
            }
        }
        return Math.max(0, found.row);
    }

    private final class Nearest {
        private final float x;
        private final float y;
        private final float z;
        private int row = -1;
        private double distance = Double.POSITIVE_INFINITY;

        private Nearest(float x, float y, float z) {
            this.x = x;
            this.y = y;
            this.z = z;
        }

        private void scan(int x0, int y0, int z0, int size) {
            for (int i = x0; i < x0 + size; i++) {
                for (int j = y0; j < y0 + size; j++) {
                    for (int k = z0; k < z0 + size; k++) {
                        double dx = i + 0.5 - x, dy = j + 0.5 - y, dz = k + 0.5 - z;
                        double d = dx * dx + dy * dy + dz * dz;
                        if (d >= distance) continue;
                        int found = fine.row(i, j, k);
                        if (found < 0) continue;
                        row = found;
                        distance = d;
                    }
                }
            }
        }
    }
}
