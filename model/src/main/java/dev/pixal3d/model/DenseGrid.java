// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/** The tokens of a dense grid: token (i r + j) r + k is at (i, j, k). */
public final class DenseGrid {
    private DenseGrid() {}

    /** xyz of all tokens, length 3 r^3. */
    public static int[] coords(int r) {
        int[] coords = new int[3 * r * r * r];
        for (int n = 0; n < r * r * r; n++) {
            coords[3 * n] = n / (r * r);
            coords[3 * n + 1] = n / r % r;
            coords[3 * n + 2] = n % r;
        }
        return coords;
    }
}
