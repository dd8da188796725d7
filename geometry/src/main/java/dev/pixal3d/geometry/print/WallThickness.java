// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.print;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Bvh;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.Triangles;
import java.util.Arrays;

/**
 * How thick a solid is at each vertex: the diameter of the largest ball inside that touches the surface there, found by
 * shrinking one until no other part of the surface is in it (Ma, Bae, Choi, "3D medial axis point approximation using
 * nearest neighbors and the normal field", The Visual Computer 2012), with closest points of the surface in place of
 * nearest samples.
 *
 * <p>
 * A ball also gets small at a convex edge, where nothing is thin; only balls that end at an opposite wall, one that
 * faces the other way, are counted. Rejected: the distance along the inward ray, which is far too large where walls are
 * not parallel.
 *
 * @param ofVertex
 *            thickness at each vertex in the mesh's units; {@code limit} where it is that or more
 * @param limit
 *            up to which was measured
 */
public record WallThickness(float[] ofVertex, double limit) {
    private static final int MOST_STEPS = 24;
    /** Walls whose normals differ by more than 120 degrees are opposite. */
    private static final double OPPOSITE = -0.5;
    private static final double TOUCHING = 1e-3;

    /**
     * Measures.
     *
     * @param mesh
     *            closed, wound outward
     * @param normals
     *            its unit vertex normals
     * @param limit
     *            thickness from which nobody cares
     */
    public static WallThickness of(Mesh mesh, float[] normals, double limit, RunContext context) {
        float[] thickness = new float[mesh.vertexCount()];
        Bvh surface = Bvh.of(mesh, context.parallel());
        context.parallel().range(thickness.length, 1 << 10, (from, to) -> {
            context.check();
            Bvh.Hit hit = new Bvh.Hit();
            for (int v = from; v < to; v++) thickness[v] = (float) ball(mesh, normals, surface, 3 * v, limit, hit);
        });
        return new WallThickness(thickness, limit);
    }

    private static double ball(Mesh mesh, float[] normals, Bvh surface, int v, double limit, Bvh.Hit hit) {
        float[] p = mesh.positions();
        double nx = normals[v], ny = normals[v + 1], nz = normals[v + 2];
        double radius = limit / 2;
        boolean wall = false;
        for (int step = 0; step < MOST_STEPS; step++) {
            surface.closest(p[v] - radius * nx, p[v + 1] - radius * ny, p[v + 2] - radius * nz,
                    radius * (1 - TOUCHING), hit);
            if (hit.face < 0) break;
            double dx = p[v] - hit.x, dy = p[v + 1] - hit.y, dz = p[v + 2] - hit.z;
            double along = 2 * (dx * nx + dy * ny + dz * nz), smaller = (dx * dx + dy * dy + dz * dz) / along;
            if (!(along > 0) || smaller >= radius) break;
            radius = smaller;
            wall = faces(mesh, hit.face, nx, ny, nz) < OPPOSITE;
        }
        return wall ? 2 * radius : limit;
    }

    /** Cosine of the angle between a face's normal and a direction; 1 for a face without area. */
    private static double faces(Mesh mesh, int face, double nx, double ny, double nz) {
        int[] t = mesh.triangles();
        double[] cross = new double[3];
        double length = Triangles.cross(mesh.positions(), t[3 * face], t[3 * face + 1], t[3 * face + 2], cross);
        return length > 0 ? (cross[0] * nx + cross[1] * ny + cross[2] * nz) / length : 1;
    }

    /** The thickness that all but a share of the vertices reach; a single bad vertex is no wall. */
    public double quantile(double share) {
        if (ofVertex.length == 0) return limit;
        float[] sorted = ofVertex.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (share * sorted.length))];
    }

    /** Share of the vertices that are thinner. */
    public double shareBelow(double thickness) {
        int thin = 0;
        for (float t : ofVertex) if (t < thickness) thin++;
        return ofVertex.length == 0 ? 0 : (double) thin / ofVertex.length;
    }
}
