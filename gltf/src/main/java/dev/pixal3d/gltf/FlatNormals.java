// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.TexturedMesh;

/** Gives a mesh without normals those of its faces, as glTF prescribes; no two faces share a vertex afterwards. */
final class FlatNormals {
    private FlatNormals() {}

    static TexturedMesh of(TexturedMesh mesh, AllocationBudget budget, String where) {
        int corners = mesh.triangles().length;
        budget.take(12L * corners, where);
        float[] p = spread(mesh.positions(), mesh.triangles(), 3), n = new float[3 * corners];
        int[] order = new int[corners];
        for (int c = 0; c < corners; c++) order[c] = c;
        for (int t = 0; t < 3 * corners; t += 9) {
            double ax = (double) p[t + 3] - p[t], ay = (double) p[t + 4] - p[t + 1], az = (double) p[t + 5] - p[t + 2];
            double bx = (double) p[t + 6] - p[t], by = (double) p[t + 7] - p[t + 1], bz = (double) p[t + 8] - p[t + 2];
            double x = ay * bz - az * by, y = az * bx - ax * bz, z = ax * by - ay * bx;
            double norm = Math.sqrt(x * x + y * y + z * z);
            for (int k = t; k < t + 9; k += 3) {
                n[k] = norm > 0 ? (float) (x / norm) : 0;
                n[k + 1] = norm > 0 ? (float) (y / norm) : 1;
                n[k + 2] = norm > 0 ? (float) (z / norm) : 0;
            }
        }
        float[] uvs = mesh.uvs().length == 0 ? mesh.uvs() : spread(mesh.uvs(), mesh.triangles(), 2);
        float[] tangents = mesh.tangents().length == 0 ? mesh.tangents() : spread(mesh.tangents(), mesh.triangles(), 4);
        return new TexturedMesh(p, n, uvs, tangents, order, mesh.doubleSided());
    }

    private static float[] spread(float[] values, int[] corners, int width) {
        float[] out = new float[width * corners.length];
        for (int c = 0; c < corners.length; c++) System.arraycopy(values, width * corners[c], out, width * c, width);
        return out;
    }
}
