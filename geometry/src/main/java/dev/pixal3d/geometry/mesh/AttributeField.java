// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** A PBR attribute at any point of space; the texture baker asks it once per texel. Implementations are thread-safe. */
@FunctionalInterface
public interface AttributeField {
    /**
     * Writes base colour r, g, b, metallic, roughness, alpha, each in [0, 1], to {@code out[at .. at + 5]}.
     *
     * @param x
     *            position in the O-Voxel frame
     */
    void sample(float x, float y, float z, float[] out, int at);
}
