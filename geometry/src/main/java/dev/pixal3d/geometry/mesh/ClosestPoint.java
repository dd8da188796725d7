// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * The point of a triangle closest to a point, by the Voronoi regions of its corners and edges (Ericson 2005, 5.1.5).
 */
final class ClosestPoint {
    private ClosestPoint() {}

    /** Improves a hit if the triangle is closer than what it holds. */
    static void onTriangle(Mesh mesh, int face, double x, double y, double z, Bvh.Hit hit) {
        float[] p = mesh.positions();
        int a = 3 * mesh.triangles()[3 * face];
        int b = 3 * mesh.triangles()[3 * face + 1];
        int c = 3 * mesh.triangles()[3 * face + 2];
        double abx = (double) p[b] - p[a];
        double aby = (double) p[b + 1] - p[a + 1];
        double abz = (double) p[b + 2] - p[a + 2];
        double acx = (double) p[c] - p[a];
        double acy = (double) p[c + 1] - p[a + 1];
        double acz = (double) p[c + 2] - p[a + 2];
        double apx = x - p[a];
        double apy = y - p[a + 1];
        double apz = z - p[a + 2];
        double d1 = abx * apx + aby * apy + abz * apz;
        double d2 = acx * apx + acy * apy + acz * apz;
        double bb = abx * abx + aby * aby + abz * abz;
        double bc = abx * acx + aby * acy + abz * acz;
        double cc = acx * acx + acy * acy + acz * acz;
        double d3 = d1 - bb;
        double d4 = d2 - bc;
        double d5 = d1 - bc;
        double d6 = d2 - cc;
        double vc = d1 * d4 - d3 * d2;
        double vb = d5 * d2 - d1 * d6;
        double va = d3 * d6 - d5 * d4;
        double v;
        double w;
        if (d1 <= 0 && d2 <= 0) {
            v = 0;
            w = 0;
        } else if (d3 >= 0 && d4 <= d3) {
            v = 1;
            w = 0;
        } else if (vc <= 0 && d1 >= 0 && d3 <= 0) {
            v = d1 / (d1 - d3);
            w = 0;
        } else if (d6 >= 0 && d5 <= d6) {
            v = 0;
            w = 1;
        } else if (vb <= 0 && d2 >= 0 && d6 <= 0) {
            v = 0;
            w = d2 / (d2 - d6);
        } else if (va <= 0 && d4 - d3 >= 0 && d5 - d6 >= 0) {
            w = (d4 - d3) / (d4 - d3 + (d5 - d6));
            v = 1 - w;
        } else {
            v = vb / (va + vb + vc);
            w = vc / (va + vb + vc);
        }
        double qx = abx * v + acx * w;
        double qy = aby * v + acy * w;
        double qz = abz * v + acz * w;
        double dx = apx - qx;
        double dy = apy - qy;
        double dz = apz - qz;
        double distance2 = dx * dx + dy * dy + dz * dz;
        if (!(distance2 < hit.distance2) && !(hit.face < 0 && distance2 <= hit.distance2)) return;
        hit.distance2 = distance2;
        hit.face = face;
        hit.u = 1 - v - w;
        hit.v = v;
        hit.w = w;
        hit.x = p[a] + qx;
        hit.y = p[a + 1] + qy;
        hit.z = p[a + 2] + qz;
    }
}
