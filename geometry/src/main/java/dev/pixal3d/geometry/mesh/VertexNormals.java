// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * Area-weighted vertex normals: the normalised sum of the face cross products around a vertex, as CuMesh does it. A
 * vertex whose sum vanishes gets (0, 1, 0) so that a file never holds a normal that is not of unit length.
 */
public final class VertexNormals {
    private VertexNormals() {}

    /** Unit normals, length 3V. */
    public static float[] of(Mesh mesh) {
        float[] p = mesh.positions();
        int[] t = mesh.triangles();
        double[] sum = new double[p.length];
        double[] n = new double[3];
        for (int f = 0; f < t.length; f += 3) {
            Triangles.cross(p, t[f], t[f + 1], t[f + 2], n);
            for (int k = 0; k < 3; k++) for (int i = 0; i < 3; i++) sum[3 * t[f + k] + i] += n[i];
        }
        float[] out = new float[p.length];
        for (int v = 0; v < p.length; v += 3) {
            double length = Math.sqrt(sum[v] * sum[v] + sum[v + 1] * sum[v + 1] + sum[v + 2] * sum[v + 2]);
            if (length > 0) {
                for (int k = 0; k < 3; k++) out[v + k] = (float) (sum[v + k] / length);
            } else {
                out[v + 1] = 1;
            }
        }
        return out;
    }
}
