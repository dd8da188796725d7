// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

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
        for (int f = 0; f < t.length; f += 3) {
            int a = 3 * t[f];
            int b = 3 * t[f + 1];
            int c = 3 * t[f + 2];
            double ux = (double) p[b] - p[a];
            double uy = (double) p[b + 1] - p[a + 1];
            double uz = (double) p[b + 2] - p[a + 2];
            double vx = (double) p[c] - p[a];
            double vy = (double) p[c + 1] - p[a + 1];
            double vz = (double) p[c + 2] - p[a + 2];
            double nx = uy * vz - uz * vy;
            double ny = uz * vx - ux * vz;
            double nz = ux * vy - uy * vx;
            for (int k = 0; k < 3; k++) {
                int v = 3 * t[f + k];
                sum[v] += nx;
                sum[v + 1] += ny;
                sum[v + 2] += nz;
            }
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
