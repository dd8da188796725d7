// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/** Measures of one triangle given by three vertex indices into xyz positions, in double precision. */
public final class Triangles {
    private Triangles() {}

    /**
     * Cross product of the edges from a to b and from a to c: along the normal, twice the area long.
     *
     * @return its length
     */
    public static double cross(float[] p, int a, int b, int c, double[] out) {
        double ux = (double) p[3 * b] - p[3 * a];
        double uy = (double) p[3 * b + 1] - p[3 * a + 1];
        double uz = (double) p[3 * b + 2] - p[3 * a + 2];
        double vx = (double) p[3 * c] - p[3 * a];
        double vy = (double) p[3 * c + 1] - p[3 * a + 1];
        double vz = (double) p[3 * c + 2] - p[3 * a + 2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        out[0] = nx;
        out[1] = ny;
        out[2] = nz;
        return Math.sqrt(nx * nx + ny * ny + nz * nz);
    }

    public static double area(float[] p, int a, int b, int c) { return 0.5 * cross(p, a, b, c, new double[3]); }

    /** Volume of the tetrahedron with the origin, positive when the triangle looks away from it. */
    public static double signedVolume(float[] p, int a, int b, int c) {
        double ax = p[3 * a];
        double ay = p[3 * a + 1];
        double az = p[3 * a + 2];
        double bx = p[3 * b];
        double by = p[3 * b + 1];
        double bz = p[3 * b + 2];
        double cx = p[3 * c];
        double cy = p[3 * c + 1];
        double cz = p[3 * c + 2];
        return (ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)) / 6;
    }
}
