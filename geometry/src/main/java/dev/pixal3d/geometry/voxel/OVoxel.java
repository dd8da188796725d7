// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import java.util.Optional;

/**
 * A sparse O-Voxel volume (TRELLIS.2 "flexible dual grid"): one dual vertex, three crossed-edge flags and one PBR
 * sample per active voxel of a {@code resolution}^3 grid over [-0.5, 0.5]^3. Plain arrays, row i of each belongs to
 * voxel i; a receiver must not change them.
 *
 * <p>
 * World position of a dual vertex: {@code (coord + dual) / resolution - 0.5}. Flag a of voxel c says that the grid edge
 * from corner {@code c + 1 - e_a} to corner {@code c + 1} is crossed by the surface; it carries no sign.
 *
 * @param resolution
 *            cells per axis
 * @param coords
 *            integer xyz, length 3N, each in [0, resolution)
 * @param dual
 *            dual vertex relative to the voxel, length 3N, in [0, 1] (decoders may reach [-0.5, 1.5])
 * @param crossed
 *            bit a set: flag of axis a, length N
 * @param attributes
 *            base colour r, g, b, metallic, roughness, alpha in [0, 1], length 6N
 * @param splitWeight
 *            learned weight for the choice of a quad's diagonal, length N
 */
public record OVoxel(int resolution, int[] coords, float[] dual, byte[] crossed, float[] attributes,
        Optional<float[]> splitWeight) {
    /** Values per voxel in {@link #attributes}. */
    public static final int ATTRIBUTES = 6;

    public OVoxel {
        int n = crossed.length;
        if (resolution < 1 || coords.length != 3 * n || dual.length != 3 * n || attributes.length != ATTRIBUTES * n
                || splitWeight.isPresent() && splitWeight.get().length != n) {
            throw new IllegalArgumentException(
                    ("O-Voxel: array lengths do not belong together (got resolution %d, coords %d, dual %d, crossed "
                            + "%d, attributes %d; allowed 3N, 3N, N, 6N).")
                            .formatted(resolution, coords.length, dual.length, n, attributes.length)
                            + " Check that all tensors come from the same file.");
        }
    }

    public int count() { return crossed.length; }
}
