// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.decimate;

/**
 * Error quadrics of Garland and Heckbert (1997), each stored relative to its vertex as xx xy xz yy yz zz, bx by bz, c:
 * the weighted squared distance of a point at offset x to the planes gathered is x'Ax + 2b'x + c. Also the placement of
 * a collapsed edge; one object per thread holds the result of the last {@link #place}.
 */
final class Quadric {
    /** Pull towards the edge's middle, relative to the trace: keeps flat and straight parts well conditioned. */
    private static final double TIKHONOV = 1e-3;
    /** Prefers short edges where the error says nothing. */
    private static final double EDGE_LENGTH = 1e-12;

    double x;
    double y;
    double z;

    /** Adds the plane through the vertex itself with unit normal n. */
    static void addPlane(float[] q, int vertex, double nx, double ny, double nz, double weight) {
        int i = MeshPatches.QUADRIC * vertex;
        q[i] += (float) (weight * nx * nx);
        q[i + 1] += (float) (weight * nx * ny);
        q[i + 2] += (float) (weight * nx * nz);
        q[i + 3] += (float) (weight * ny * ny);
        q[i + 4] += (float) (weight * ny * nz);
        q[i + 5] += (float) (weight * nz * nz);
    }

    /**
     * Finds the best point for the edge (u, v) and leaves it in x, y, z.
     *
     * @return the cost
     */
    double place(float[] p, float[] q, int u, int v) {
        double dx = (double) p[3 * v] - p[3 * u];
        double dy = (double) p[3 * v + 1] - p[3 * u + 1];
        double dz = (double) p[3 * v + 2] - p[3 * u + 2];
        int i = MeshPatches.QUADRIC * u;
        int j = MeshPatches.QUADRIC * v;
        double vxx = q[j];
        double vxy = q[j + 1];
        double vxz = q[j + 2];
        double vyy = q[j + 3];
        double vyz = q[j + 4];
        double vzz = q[j + 5];
        double ax = vxx * dx + vxy * dy + vxz * dz;
        double ay = vxy * dx + vyy * dy + vyz * dz;
        double az = vxz * dx + vyz * dy + vzz * dz;
        double c = q[i + 9] + (double) q[j + 9] - 2 * (q[j + 6] * dx + q[j + 7] * dy + q[j + 8] * dz) + ax * dx
                + ay * dy + az * dz;
        double bx = q[i + 6] + (double) q[j + 6] - ax;
        double by = q[i + 7] + (double) q[j + 7] - ay;
        double bz = q[i + 8] + (double) q[j + 8] - az;
        double xx = q[i] + vxx;
        double xy = q[i + 1] + vxy;
        double xz = q[i + 2] + vxz;
        double yy = q[i + 3] + vyy;
        double yz = q[i + 4] + vyz;
        double zz = q[i + 5] + vzz;
        double mx = 0.5 * dx;
        double my = 0.5 * dy;
        double mz = 0.5 * dz;
        double gx = xx * mx + xy * my + xz * mz + bx;
        double gy = xy * mx + yy * my + yz * mz + by;
        double gz = xz * mx + yz * my + zz * mz + bz;
        double lambda = TIKHONOV * (xx + yy + zz);
        double sx = xx + lambda;
        double sy = yy + lambda;
        double sz = zz + lambda;
        double c00 = sy * sz - yz * yz;
        double c01 = xz * yz - xy * sz;
        double c02 = xy * yz - xz * sy;
        double det = sx * c00 + xy * c01 + xz * c02;
        double ox = 0;
        double oy = 0;
        double oz = 0;
        if (det > 0) {
            double r = -1 / det;
            ox = r * (c00 * gx + c01 * gy + c02 * gz);
            oy = r * (c01 * gx + (sx * sz - xz * xz) * gy + (xy * xz - sx * yz) * gz);
            oz = r * (c02 * gx + (xy * xz - sx * yz) * gy + (sx * sy - xy * xy) * gz);
        }
        double length2 = dx * dx + dy * dy + dz * dz;
        if (!(ox * ox + oy * oy + oz * oz <= length2)) {
            ox = 0;
            oy = 0;
            oz = 0;
        }
        x = mx + ox;
        y = my + oy;
        z = mz + oz;
        double cost = x * (xx * x + 2 * (xy * y + xz * z + bx)) + y * (yy * y + 2 * (yz * z + by))
                + z * (zz * z + 2 * bz) + c;
        x += p[3 * u];
        y += p[3 * u + 1];
        z += p[3 * u + 2];
        return Math.max(cost, 0) + EDGE_LENGTH * length2;
    }

    /** The cost of collapsing the edge (u, v) to its end {@code at}, which it leaves in x, y, z. */
    double placeAt(float[] p, float[] q, int u, int v, int at) {
        x = p[3 * at];
        y = p[3 * at + 1];
        z = p[3 * at + 2];
        double dx = (double) p[3 * v] - p[3 * u];
        double dy = (double) p[3 * v + 1] - p[3 * u + 1];
        double dz = (double) p[3 * v + 2] - p[3 * u + 2];
        double[] sum = new double[MeshPatches.QUADRIC];
        addMoved(p, q, u, p[3 * at], p[3 * at + 1], p[3 * at + 2], sum);
        addMoved(p, q, v, p[3 * at], p[3 * at + 1], p[3 * at + 2], sum);
        return Math.max(sum[9], 0) + EDGE_LENGTH * (dx * dx + dy * dy + dz * dz);
    }

    /** Moves u to (x, y, z), adds the quadric of v to it, both relative to the new place. */
    void merge(float[] p, float[] q, int u, int v) {
        float nx = (float) x;
        float ny = (float) y;
        float nz = (float) z;
        double[] sum = new double[MeshPatches.QUADRIC];
        addMoved(p, q, u, nx, ny, nz, sum);
        addMoved(p, q, v, nx, ny, nz, sum);
        for (int k = 0; k < MeshPatches.QUADRIC; k++) q[MeshPatches.QUADRIC * u + k] = (float) sum[k];
        p[3 * u] = nx;
        p[3 * u + 1] = ny;
        p[3 * u + 2] = nz;
    }

    private static void addMoved(float[] p, float[] q, int v, float nx, float ny, float nz, double[] sum) {
        int i = MeshPatches.QUADRIC * v;
        double dx = (double) nx - p[3 * v];
        double dy = (double) ny - p[3 * v + 1];
        double dz = (double) nz - p[3 * v + 2];
        double ax = q[i] * dx + q[i + 1] * dy + q[i + 2] * dz;
        double ay = q[i + 1] * dx + q[i + 3] * dy + q[i + 4] * dz;
        double az = q[i + 2] * dx + q[i + 4] * dy + q[i + 5] * dz;
        for (int k = 0; k < 6; k++) sum[k] += q[i + k];
        sum[6] += q[i + 6] + ax;
        sum[7] += q[i + 7] + ay;
        sum[8] += q[i + 8] + az;
        sum[9] += q[i + 9] + dx * (2 * q[i + 6] + ax) + dy * (2 * q[i + 7] + ay) + dz * (2 * q[i + 8] + az);
    }
}
