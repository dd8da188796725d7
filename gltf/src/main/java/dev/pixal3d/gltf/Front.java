// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.TexturedMesh;

/** Which axis the pictured side of the object faces in the file. */
public enum Front {
    /** +Z, as glTF defines the front of an asset: coordinates are those of the O-Voxel frame. */
    GLTF,
    /** -Z, as Pixal3D's own export does: (x, y, z) becomes (-x, y, -z). */
    REFERENCE;

    /** The mesh in the frame of the file. */
    public TexturedMesh apply(TexturedMesh mesh) {
        return new TexturedMesh(apply(mesh.positions(), 3), apply(mesh.normals(), 3), mesh.uvs(),
                apply(mesh.tangents(), 4), mesh.triangles(), mesh.doubleSided());
    }

    /** Turns vectors of {@code stride} numbers, of which the first three are x, y, z, into the frame of the file. */
    public float[] apply(float[] vectors, int stride) {
        if (this == GLTF) return vectors;
        float[] turned = vectors.clone();
        for (int i = 0; i < turned.length; i += stride) {
            turned[i] = 0 - turned[i];
            turned[i + 2] = 0 - turned[i + 2];
        }
        return turned;
    }
}
