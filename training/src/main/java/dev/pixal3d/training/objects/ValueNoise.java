// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

/** Value noise in -1 to 1, smooth, one per lattice step. Immutable. */
final class ValueNoise {
    private final long seed;

    ValueNoise(long seed) { this.seed = seed; }

    double at(double x, double y, double z) {
        int i = (int) Math.floor(x), j = (int) Math.floor(y), k = (int) Math.floor(z);
        double fx = ease(x - i), fy = ease(y - j), fz = ease(z - k), sum = 0;
        for (int c = 0; c < 8; c++) {
            int dx = c & 1, dy = c >> 1 & 1, dz = c >> 2;
            sum += (dx == 1 ? fx : 1 - fx) * (dy == 1 ? fy : 1 - fy) * (dz == 1 ? fz : 1 - fz) * value(i + dx, j + dy,
                    k + dz);
        }
        return sum;
    }

    private static double ease(double t) { return t * t * (3 - 2 * t); }

    private double value(int x, int y, int z) {
        long h = seed ^ x * 0x9E3779B97F4A7C15L ^ y * 0xC2B2AE3D27D4EB4FL ^ z * 0x165667B19E3779F9L;
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        return ((h ^ h >>> 31) >> 11) * 0x1p-52;
    }
}
