// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.unwrap;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.FaceAdjacency;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.Triangles;

/**
 * What unwrapping asks of each face: area vector (half the cross product of its edges), area, neighbours. Computed
 * once, read-only afterwards.
 */
final class FaceGeometry {
    /** Faces smaller than this share of the mean have no reliable normal. */
    private static final double TINY_SHARE = 1e-9;
    private static final int GRAIN = 8192;

    private final Mesh mesh;
    private final double[] vectors;
    private final double[] areas;
    private final int[] opposite;
    private final double totalArea;

    FaceGeometry(Mesh mesh, Parallel parallel) {
        this.mesh = mesh;
        int n = mesh.triangleCount();
        vectors = new double[3 * n];
        areas = new double[n];
        float[] p = mesh.positions();
        int[] t = mesh.triangles();
        parallel.range(n, GRAIN, (from, to) -> {
            double[] cross = new double[3];
            for (int f = from; f < to; f++) {
                areas[f] = Triangles.cross(p, t[3 * f], t[3 * f + 1], t[3 * f + 2], cross) / 2;
                for (int k = 0; k < 3; k++) vectors[3 * f + k] = cross[k] / 2;
            }
        });
        double total = 0;
        for (double area : areas) total += area;
        totalArea = total;
        opposite = FaceAdjacency.opposites(t, mesh.vertexCount(), parallel);
    }

    Mesh mesh() { return mesh; }

    int faceCount() { return areas.length; }

    /** {@link FaceAdjacency#opposites}. */
    int[] opposite() { return opposite; }

    double area(int face) { return areas[face]; }

    double areaVector(int face, int axis) { return vectors[3 * face + axis]; }

    double totalArea() { return totalArea; }

    /** A face that is not larger than this counts as degenerate. */
    double tinyArea() {
        return totalArea * TINY_SHARE / Math.max(1, areas.length);
    }

    double edgeLength(int corner) {
        float[] p = mesh.positions();
        int a = 3 * mesh.triangles()[corner], b = 3 * mesh.triangles()[FaceAdjacency.next(corner)];
        double x = (double) p[b] - p[a], y = (double) p[b + 1] - p[a + 1], z = (double) p[b + 2] - p[a + 2];
        return Math.sqrt(x * x + y * y + z * z);
    }
}
