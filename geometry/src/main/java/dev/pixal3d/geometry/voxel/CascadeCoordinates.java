// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import java.util.Arrays;

/**
 * Voxel coordinates between the stages of the cascade, as Pixal3D has them: occupancy to the coarse structure, and fine
 * voxels to the tokens of the high-resolution latent, at the largest resolution that keeps to the token limit.
 * Coordinates are rows x, y, z; sorted means by x, then y, then z. Pure functions.
 *
 * <p>
 * Reference: Pixal3D {@code pipelines/pixal3d_image_to_3d.py}. A voxel centre maps to the end-point-inclusive grid that
 * the projection samples, rounded; TRELLIS.2 truncates to cells instead.
 */
public final class CascadeCoordinates {
    /** Output voxels per latent token along an axis. */
    public static final int VOXELS_PER_TOKEN = 16;
    /** The resolution at which the token limit is no longer enforced. */
    public static final int LEAST_RESOLUTION = 1024;
    private static final int RESOLUTION_STEP = 128;

    private CascadeCoordinates() {}

    /**
     * Tokens of the high-resolution latent.
     *
     * @param resolution
     *            of the output, which may be less than what was asked for
     * @param coords
     *            unique and sorted, each 0 to resolution / 16 - 1
     */
    public record Tokens(int resolution, int[] coords) {
        public int count() { return coords.length / 3; }
    }

    /**
     * The tokens of fine voxels: at the resolution asked for or, while there are {@code maxTokens} or more, at 128 less
     * each time, down to 1024.
     *
     * @param fine
     *            in any order, duplicates allowed
     * @param side
     *            of the fine grid
     */
    public static Tokens tokens(int[] fine, int side, int resolution, int maxTokens) {
        for (int r = resolution;; r -= RESOLUTION_STEP) {
            int grid = r / VOXELS_PER_TOKEN;
            int[] coords = unique(quantised(fine, side, grid), grid);
            if (coords.length / 3 < maxTokens || r <= LEAST_RESOLUTION) return new Tokens(r, coords);
        }
    }

    /** Coordinates of a grid in a coarser one, row by row. */
    public static int[] quantised(int[] fine, int side, int grid) {
        int[] axis = axis(side, grid);
        int[] out = new int[fine.length];
        for (int i = 0; i < fine.length; i++) out[i] = axis[fine[i]];
        return out;
    }

    /** Where each coordinate of an axis goes; in 32-bit floats and half to even, as the reference computes it. */
    static int[] axis(int side, int grid) {
        int[] out = new int[side];
        for (int i = 0; i < side; i++) out[i] = (int) Math.rint((i + 0.5f) / side * (grid - 1));
        return out;
    }

    /** Unique rows, sorted; coordinates 0 to grid - 1. */
    public static int[] unique(int[] coords, int grid) {
        long[] keys = new long[coords.length / 3];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = ((long) coords[3 * i] * grid + coords[3 * i + 1]) * grid + coords[3 * i + 2];
        }
        Arrays.parallelSort(keys);
        int count = 0;
        for (int i = 0; i < keys.length; i++) if (i == 0 || keys[i] != keys[i - 1]) keys[count++] = keys[i];
        int[] out = new int[3 * count];
        for (int i = 0; i < count; i++) {
            out[3 * i] = (int) (keys[i] / grid / grid);
            out[3 * i + 1] = (int) (keys[i] / grid % grid);
            out[3 * i + 2] = (int) (keys[i] % grid);
        }
        return out;
    }

    /**
     * The blocks of an occupancy grid that hold anything, sorted.
     *
     * @param logits
     *            length side^3, x slowest; above 0 is occupied
     * @param block
     *            cells of a block along an axis, a divisor of {@code side}
     */
    public static int[] occupied(float[] logits, int side, int block) {
        int[] coords = new int[96];
        int filled = 0;
        for (int i = 0; i < logits.length; i++) {
            if (!(logits[i] > 0)) continue;
            if (filled == coords.length) coords = Arrays.copyOf(coords, 2 * filled);
            coords[filled++] = i / side / side / block;
            coords[filled++] = i / side % side / block;
            coords[filled++] = i % side / block;
        }
        return unique(Arrays.copyOf(coords, filled), side / block);
    }
}
