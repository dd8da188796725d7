// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

/** Measures of one triangle given by three vertex indices into xyz positions, in double precision. */
final class Triangles {
    private Triangles() {}

    static double area(float[] p, int a, int b, int c) {
        double ux = (double) p[3 * b] - p[3 * a];
        double uy = (double) p[3 * b + 1] - p[3 * a + 1];
        double uz = (double) p[3 * b + 2] - p[3 * a + 2];
        double vx = (double) p[3 * c] - p[3 * a];
        double vy = (double) p[3 * c + 1] - p[3 * a + 1];
        double vz = (double) p[3 * c + 2] - p[3 * a + 2];
        double nx = uy * vz - uz * vy;
        double ny = uz * vx - ux * vz;
        double nz = ux * vy - uy * vx;
        return 0.5 * Math.sqrt(nx * nx + ny * ny + nz * nz);
    }

    /** Volume of the tetrahedron with the origin, positive when the triangle looks away from it. */
    static double signedVolume(float[] p, int a, int b, int c) {
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
