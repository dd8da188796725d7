// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.geometry.unwrap.UnwrappedMesh;

/**
 * Tangents by MikkTSpace's rules (Mikkelsen, "Simulation of Wrinkled Surfaces Revisited"): the direction of growing u on
 * each face, projected into the plane of the vertex normal, normalised, summed by corner angle in that plane. Faces are
 * not mirrored against each other inside a chart, so no vertex has to be split. The bitangent is {@code w * cross(normal, tangent)}
 * and points to falling v, which is up in a picture whose origin is at the top left.
 */
public final class Tangents {
    private Tangents() {}

    /**
     * Unit tangent xyz and sign w of each vertex.
     *
     * @param normals
     *            unit normals of the unwrapped mesh's vertices, length 3V
     * @return length 4V
     */
    public static float[] of(UnwrappedMesh mesh, float[] normals) {
        double[] sum = new double[3 * mesh.vertexCount()];
        double[] mirrored = new double[mesh.vertexCount()];
        double[] tangent = new double[3];
        int[] t = mesh.triangles();
        for (int f = 0; f < t.length; f += 3) {
            double winding = faceTangent(mesh, t[f], t[f + 1], t[f + 2], tangent);
            for (int k = 0; k < 3; k++) {
                int v = t[f + k];
                double angle = angle(mesh.positions(), normals, v, t[f + (k + 1) % 3], t[f + (k + 2) % 3]);
                mirrored[v] += winding * angle;
                addProjected(tangent, normals, v, angle, sum);
            }
        }
        float[] out = new float[4 * mesh.vertexCount()];
        for (int v = 0; v < mesh.vertexCount(); v++) {
            double length = Math.sqrt(sum[3 * v] * sum[3 * v] + sum[3 * v + 1] * sum[3 * v + 1]
                    + sum[3 * v + 2] * sum[3 * v + 2]);
            if (length > 1e-12) {
                for (int k = 0; k < 3; k++) out[4 * v + k] = (float) (sum[3 * v + k] / length);
            } else {
                anyAcross(normals, v, out);
            }
            out[4 * v + 3] = mirrored[v] > 0 ? -1 : 1;
        }
        return out;
    }

    /** Direction of growing u, not normalised; returns the sign of the face's winding in UV. */
    private static double faceTangent(UnwrappedMesh mesh, int a, int b, int c, double[] out) {
        float[] uv = mesh.uvs(), p = mesh.positions();
        double u1 = (double) uv[2 * b] - uv[2 * a], v1 = (double) uv[2 * b + 1] - uv[2 * a + 1];
        double u2 = (double) uv[2 * c] - uv[2 * a], v2 = (double) uv[2 * c + 1] - uv[2 * a + 1];
        double sign = Math.signum(u1 * v2 - u2 * v1);
        for (int k = 0; k < 3; k++) {
            double e1 = (double) p[3 * b + k] - p[3 * a + k], e2 = (double) p[3 * c + k] - p[3 * a + k];
            out[k] = sign * (v2 * e1 - v1 * e2);
        }
        return sign;
    }

    private static void addProjected(double[] tangent, float[] normals, int v, double weight, double[] sum) {
        double along = 0;
        for (int k = 0; k < 3; k++) along += tangent[k] * normals[3 * v + k];
        double x = tangent[0] - along * normals[3 * v], y = tangent[1] - along * normals[3 * v + 1];
        double z = tangent[2] - along * normals[3 * v + 2];
        double length = Math.sqrt(x * x + y * y + z * z);
        if (!(length > 0)) return;
        sum[3 * v] += weight * x / length;
        sum[3 * v + 1] += weight * y / length;
        sum[3 * v + 2] += weight * z / length;
    }

    /** Angle at a between the edges to b and c as seen along a's normal. */
    private static double angle(float[] p, float[] normals, int a, int b, int c) {
        double[] u = across(p, normals, a, b);
        double[] v = across(p, normals, a, c);
        double uu = 0, vv = 0, uv = 0;
        for (int k = 0; k < 3; k++) {
            uu += u[k] * u[k];
            vv += v[k] * v[k];
            uv += u[k] * v[k];
        }
        return uu > 0 && vv > 0 ? Math.acos(Math.clamp(uv / Math.sqrt(uu * vv), -1, 1)) : 0;
    }

    /** The edge from a to b without its part along a's normal. */
    private static double[] across(float[] p, float[] normals, int a, int b) {
        double[] edge = new double[3];
        double along = 0;
        for (int k = 0; k < 3; k++) {
            edge[k] = (double) p[3 * b + k] - p[3 * a + k];
            along += edge[k] * normals[3 * a + k];
        }
        for (int k = 0; k < 3; k++) edge[k] -= along * normals[3 * a + k];
        return edge;
    }

    private static void anyAcross(float[] normals, int v, float[] out) {
        float x = normals[3 * v], y = normals[3 * v + 1], z = normals[3 * v + 2];
        double tx = Math.abs(x) < 0.9 ? 1 - x * x : -y * x, ty = Math.abs(x) < 0.9 ? -x * y : 1 - y * y;
        double tz = Math.abs(x) < 0.9 ? -x * z : -y * z;
        double length = Math.sqrt(tx * tx + ty * ty + tz * tz);
        out[4 * v] = (float) (tx / length);
        out[4 * v + 1] = (float) (ty / length);
        out[4 * v + 2] = (float) (tz / length);
    }
}
