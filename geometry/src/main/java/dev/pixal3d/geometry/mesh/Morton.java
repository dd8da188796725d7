// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** Bits of Morton codes. */
public final class Morton {
    private Morton() {}

    /** Spreads ten bits to every third. */
    public static int spread(int bits) {
        int x = bits;
        x = (x | x << 16) & 0x030000ff;
        x = (x | x << 8) & 0x0300f00f;
        x = (x | x << 4) & 0x030c30c3;
        return (x | x << 2) & 0x09249249;
    }
}
