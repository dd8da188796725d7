// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * A mesh ready for a file: per-vertex normals and texture coordinates, vertices split at chart borders. Same frame as
 * {@link Mesh}.
 *
 * @param positions
 *            xyz, length 3V
 * @param normals
 *            unit normals, length 3V
 * @param uvs
 *            texture coordinates, origin at the top left as glTF has it (texel row y has its centre at v = (y + 0.5) /
 *            size), length 2V
 * @param tangents
 *            unit tangent xyz and bitangent sign w, length 4V, or empty when there is no normal map
 * @param triangles
 *            length 3F
 * @param doubleSided
 *            whether back faces must be drawn
 */
public record TexturedMesh(float[] positions, float[] normals, float[] uvs, float[] tangents, int[] triangles,
        boolean doubleSided) {
    public int vertexCount() { return positions.length / 3; }

    public int triangleCount() { return triangles.length / 3; }
}
