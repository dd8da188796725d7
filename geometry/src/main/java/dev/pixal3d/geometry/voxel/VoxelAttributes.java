// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import dev.pixal3d.geometry.mesh.AttributeField;

/**
 * The PBR attributes of an O-Voxel volume at any point: trilinear between the centres of the eight nearest voxels, the
 * weights of those that are active divided by their sum (FlexGEMM {@code grid_sample_3d}). Filling inactive voxels with
 * zero instead darkens nearly every texel of a surface, which runs along the rim of the active set.
 *
 * <p>
 * Where none of the eight is active the nearest active voxel answers; the reference returns zero there, which users see
 * as black spots. Thread-safe.
 */
public final class VoxelAttributes implements AttributeField {
    /** Below this the sum of weights is rounding noise. */
    private static final float LEAST_WEIGHT = 1e-9f;

    private final int resolution;
    private final float[] attributes;
    private final VoxelSearch search;

    /** Attributes of a volume that has at least one voxel. */
    public VoxelAttributes(OVoxel voxels) {
        this(voxels, BrickMap.of(voxels.resolution(), voxels.coords()));
    }

    /** The same with an index of these voxels that is already there. */
    public VoxelAttributes(OVoxel voxels, BrickMap index) {
        this.resolution = voxels.resolution();
        this.attributes = voxels.attributes();
        this.search = new VoxelSearch(voxels.resolution(), voxels.coords(), index);
    }

    @Override
    public void sample(float x, float y, float z, float[] out, int at) {
        sampleGrid((x + 0.5f) * resolution, (y + 0.5f) * resolution, (z + 0.5f) * resolution, out, at);
    }

    /** Samples at a point in voxel units: voxel c has its centre at c + 0.5. */
    void sampleGrid(float x, float y, float z, float[] out, int at) {
        int x0 = (int) Math.floor(x - 0.5f), y0 = (int) Math.floor(y - 0.5f), z0 = (int) Math.floor(z - 0.5f);
        float r = 0, g = 0, b = 0, metallic = 0, roughness = 0, alpha = 0, sum = 0;
        for (int corner = 0; corner < 8; corner++) {
            int i = x0 + (corner & 1), j = y0 + (corner >> 1 & 1), k = z0 + (corner >> 2);
            int row = search.row(i, j, k);
            if (row < 0) continue;
            float weight = (1 - Math.abs(x - i - 0.5f)) * (1 - Math.abs(y - j - 0.5f)) * (1 - Math.abs(z - k - 0.5f));
            int a = row * OVoxel.ATTRIBUTES;
            r += weight * attributes[a];
            g += weight * attributes[a + 1];
            b += weight * attributes[a + 2];
            metallic += weight * attributes[a + 3];
            roughness += weight * attributes[a + 4];
            alpha += weight * attributes[a + 5];
            sum += weight;
        }
        if (sum > LEAST_WEIGHT) {
            float scale = 1 / sum;
            out[at] = r * scale;
            out[at + 1] = g * scale;
            out[at + 2] = b * scale;
            out[at + 3] = metallic * scale;
            out[at + 4] = roughness * scale;
            out[at + 5] = alpha * scale;
        } else {
            System.arraycopy(attributes, search.nearest(x, y, z) * OVoxel.ATTRIBUTES, out, at, OVoxel.ATTRIBUTES);
        }
    }
}
