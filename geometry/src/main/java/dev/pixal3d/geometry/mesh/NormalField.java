// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** The direction of the full-resolution surface near a point. Implementations are thread-safe. */
@FunctionalInterface
public interface NormalField {
    /**
     * Writes a unit normal to {@code out[0 .. 2]}.
     *
     * @param x
     *            position in the O-Voxel frame
     * @param nx
     *            unit normal of the simplified surface there, which also tells the side of a thin sheet
     */
    void normal(float x, float y, float z, float nx, float ny, float nz, float[] out);
}
