// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import java.util.List;

/**
 * The cube whose 65536 steps a side hold the positions of all meshes of a file. One extent for the three axes keeps the
 * node's scale uniform, so that normals need no correction; a step is 1/64 voxel of a model of 1024 voxels.
 *
 * @param low
 *            the corner of the cube
 * @param unitUvs
 *            whether all texture coordinates lie in [0, 1]
 */
record Quantization(float[] low, float extent, boolean unitUvs) {
    static Quantization of(List<TexturedMesh> meshes) {
        float[] low = {Float.MAX_VALUE, Float.MAX_VALUE, Float.MAX_VALUE}, high = {-Float.MAX_VALUE, -Float.MAX_VALUE,
                -Float.MAX_VALUE};
        boolean unit = true;
        for (TexturedMesh mesh : meshes) {
            Bounds box = Bounds.of(mesh.positions(), 3);
            for (int k = 0; k < 3; k++) {
                low[k] = Math.min(low[k], box.low()[k]);
                high[k] = Math.max(high[k], box.high()[k]);
            }
            for (float t : mesh.uvs()) unit &= t >= 0 && t <= 1;
        }
        float extent = Math.max(high[0] - low[0], Math.max(high[1] - low[1], high[2] - low[2]));
        return new Quantization(low, extent > 0 ? extent : 1, unit);
    }
}
