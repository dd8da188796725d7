// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.mesh;

/**
 * The interpolated normal at the closest point of the full-resolution surface, turned to the side that is asked from.
 * Exact where the voxels' own normals are nearly so, for surfaces without voxels and for comparison; about ten times
 * slower.
 */
public final class SurfaceNormals implements NormalField {
    private final Mesh surface;
    private final Bvh tree;
    private final float[] normals;
    private final ThreadLocal<Bvh.Hit> hits = ThreadLocal.withInitial(Bvh.Hit::new);

    /** Normals of a surface and its search tree. */
    public SurfaceNormals(Mesh surface, Bvh tree) {
        this.surface = surface;
        this.tree = tree;
        this.normals = VertexNormals.of(surface);
    }

    @Override
    public void normal(float x, float y, float z, float nx, float ny, float nz, float[] out) {
        Bvh.Hit hit = hits.get();
        tree.closest(x, y, z, Double.POSITIVE_INFINITY, hit);
        int t = 3 * hit.face;
        double[] sum = new double[3];
        for (int k = 0; k < 3; k++) {
            sum[k] = hit.u * normals[3 * surface.triangles()[t] + k]
                    + hit.v * normals[3 * surface.triangles()[t + 1] + k]
                    + hit.w * normals[3 * surface.triangles()[t + 2] + k];
        }
        double length = Math.sqrt(sum[0] * sum[0] + sum[1] * sum[1] + sum[2] * sum[2]);
        if (sum[0] * nx + sum[1] * ny + sum[2] * nz < 0) length = -length;
        boolean none = Math.abs(length) < 1e-6;
        out[0] = none ? nx : (float) (sum[0] / length);
        out[1] = none ? ny : (float) (sum[1] / length);
        out[2] = none ? nz : (float) (sum[2] / length);
    }
}
