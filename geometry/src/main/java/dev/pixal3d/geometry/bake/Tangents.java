// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.Triangles;
import dev.pixal3d.geometry.mesh.UnionFind;
import dev.pixal3d.geometry.unwrap.UnwrappedMesh;
import java.util.Arrays;

/**
 * Tangents by MikkTSpace's rules (Mikkelsen, "Simulation of Wrinkled Surfaces Revisited"): the direction of growing u
 * on each face, projected into the plane of the vertex normal, normalised, summed by corner angle there over the faces
 * that edges connect and that are wound the same way. Only slivers without area, which rounding turned over in the
 * texture, can part a vertex's faces; it follows the larger group, so no vertex has to be split. The bitangent is
 * {@code w * cross(normal, tangent)} and points to falling v, which is up in a picture whose origin is at the top left.
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
        double[] winding = new double[mesh.vertexCount()];
        double[] tangent = new double[3];
        int[] t = mesh.triangles();
        UnionFind group = groups(mesh);
        double[] weight = new double[t.length];
        for (int c = 0; c < t.length; c++) weight[group.find(c)] += area(mesh, c - c % 3);
        int[] chosen = new int[mesh.vertexCount()];
        Arrays.fill(chosen, -1);
        for (int c = 0; c < t.length; c++) {
            if (chosen[t[c]] >= 0 && Math.abs(weight[c]) <= Math.abs(winding[t[c]])) continue;
            chosen[t[c]] = c;
            winding[t[c]] = weight[c];
        }
        for (int f = 0; f < t.length; f += 3) {
            faceTangent(mesh, t[f], t[f + 1], t[f + 2], Math.signum(area(mesh, f)), tangent);
            for (int k = 0; k < 3; k++) {
                int v = t[f + k];
                if (group.find(f + k) != group.find(chosen[v])) continue;
                double angle = angle(mesh.positions(), normals, v, t[f + (k + 1) % 3], t[f + (k + 2) % 3]);
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
            out[4 * v + 3] = winding[v] > 0 ? -1 : 1;
        }
        return out;
    }

    /** Joins the corners at a vertex that edges connect through faces wound the same way in the texture. */
    private static UnionFind groups(UnwrappedMesh mesh) {
        int[] t = mesh.triangles();
        int[] opposite = FaceAdjacency.opposites(t, mesh.vertexCount(), Parallel.sequential());
        UnionFind group = new UnionFind(t.length);
        for (int c = 0; c < t.length; c++) {
            int o = opposite[c];
            if (o < c || Math.signum(area(mesh, c - c % 3)) != Math.signum(area(mesh, o - o % 3))) { continue; }
            group.join(c, FaceAdjacency.next(o));
            group.join(FaceAdjacency.next(c), o);
        }
        return group;
    }

    /** Twice the signed area in the texture of the face that begins at a corner; 0 for one without area in space. */
    private static double area(UnwrappedMesh mesh, int corner) {
        int[] t = mesh.triangles();
        if (!(Triangles.area(mesh.positions(), t[corner], t[corner + 1], t[corner + 2]) > 0)) return 0;
        float[] uv = mesh.uvs();
        int a = 2 * t[corner];
        int b = 2 * t[corner + 1];
        int c = 2 * t[corner + 2];
        return ((double) uv[b] - uv[a]) * ((double) uv[c + 1] - uv[a + 1])
                - ((double) uv[c] - uv[a]) * ((double) uv[b + 1] - uv[a + 1]);
    }

    /** Direction of growing u, not normalised. */
    private static void faceTangent(UnwrappedMesh mesh, int a, int b, int c, double sign, double[] out) {
        float[] uv = mesh.uvs(), p = mesh.positions();
        double v1 = (double) uv[2 * b + 1] - uv[2 * a + 1];
        double v2 = (double) uv[2 * c + 1] - uv[2 * a + 1];
        for (int k = 0; k < 3; k++) {
            double e1 = (double) p[3 * b + k] - p[3 * a + k], e2 = (double) p[3 * c + k] - p[3 * a + k];
            out[k] = sign * (v2 * e1 - v1 * e2);
        }
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
