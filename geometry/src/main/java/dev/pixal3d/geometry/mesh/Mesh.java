// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * An indexed triangle mesh in the O-Voxel frame: x right, y up, +z towards the input camera, inside the cube
 * [-0.5, 0.5]^3. The arrays are owned by the record and must not be changed by a receiver.
 *
 * @param positions
 *            xyz of each vertex, length 3V
 * @param triangles
 *            vertex indices, counter-clockwise seen from outside, length 3F
 */
public record Mesh(float[] positions, int[] triangles) {
    public int vertexCount() { return positions.length / 3; }

    public int triangleCount() { return triangles.length / 3; }
}
