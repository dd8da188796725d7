// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.OVoxel;

/** Base colours of a surface's vertices, for formats without textures. */
final class VertexColors {
    private VertexColors() {}

    /** sRGB r, g, b of each vertex, read where it is. */
    static byte[] of(Mesh mesh, AttributeField attributes, Parallel parallel) {
        float[] p = mesh.positions();
        byte[] out = new byte[p.length];
        parallel.range(mesh.vertexCount(), 1 << 12, (from, to) -> {
            float[] sample = new float[OVoxel.ATTRIBUTES];
            for (int i = 3 * from; i < 3 * to; i += 3) {
                attributes.sample(p[i], p[i + 1], p[i + 2], sample, 0);
                for (int k = 0; k < 3; k++) out[i + k] = (byte) Math.round(255 * Math.clamp(sample[k], 0, 1));
            }
        });
        return out;
    }
}
