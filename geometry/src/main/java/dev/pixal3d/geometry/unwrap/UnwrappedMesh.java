// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.geometry.mesh.TexturedMesh;

/**
 * A mesh cut into charts that lie side by side in the unit square. Triangle i is triangle i of the source mesh;
 * vertices are doubled at chart borders and vertices no triangle uses are gone.
 *
 * @param positions
 *            xyz, length 3V
 * @param sourceVertex
 *            the source mesh's vertex of each vertex, length V
 * @param uvs
 *            texture coordinates in [0, 1], origin at the top left (texel row y has its centre at v = (y + 0.5) /
 *            size), length 2V
 * @param triangles
 *            length 3F
 * @param chartOfTriangle
 *            chart number from 0, length F
 */
public record UnwrappedMesh(float[] positions, int[] sourceVertex, float[] uvs, int[] triangles, int[] chartOfTriangle,
        UnwrapStats stats) {
    public int vertexCount() { return sourceVertex.length; }

    public int triangleCount() { return chartOfTriangle.length; }

    /** Values per source vertex, {@code width} each, gathered for these vertices. */
    public float[] gather(float[] perSourceVertex, int width) {
        float[] out = new float[sourceVertex.length * width];
        for (int v = 0; v < sourceVertex.length; v++) {
            System.arraycopy(perSourceVertex, sourceVertex[v] * width, out, v * width, width);
        }
        return out;
    }

    /** The mesh for a file. Tangents may be empty. */
    public TexturedMesh textured(float[] sourceNormals, float[] tangents, boolean doubleSided) {
        return new TexturedMesh(positions, gather(sourceNormals, 3), uvs, tangents, triangles, doubleSided);
    }
}
