// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.print;

import dev.pixal3d.geometry.mesh.Mesh;

/**
 * A flat underside: whatever lies lower than a plane is lifted straight up into it. Triangles stay as they are, so a
 * closed mesh stays closed; those below the plane become the base. Rejected: cutting along the plane and closing the
 * cut, which needs new triangles and new colours for the same base.
 */
public final class FlatBase {
    private FlatBase() {}

    /**
     * Flattens.
     *
     * @param mesh
     *            y up
     * @param depth
     *            how far above the lowest point the base lies, in the mesh's units
     */
    public static Mesh of(Mesh mesh, double depth) {
        float[] p = mesh.positions().clone();
        float plane = (float) (lowest(p) + depth);
        for (int i = 1; i < p.length; i += 3) p[i] = Math.max(p[i], plane);
        return new Mesh(p, mesh.triangles());
    }

    /** Area of the faces that lie in the plane of the lowest point, in square units. */
    public static double area(Mesh mesh) {
        float[] p = mesh.positions();
        int[] t = mesh.triangles();
        float low = lowest(p);
        double area = 0;
        for (int i = 0; i < t.length; i += 3) {
            int a = 3 * t[i], b = 3 * t[i + 1], c = 3 * t[i + 2];
            if (p[a + 1] != low || p[b + 1] != low || p[c + 1] != low) continue;
            // seen from below, faces of the base turn one way and folded ones the other
            area += (((double) p[b + 2] - p[a + 2]) * ((double) p[c] - p[a])
                    - ((double) p[b] - p[a]) * ((double) p[c + 2] - p[a + 2])) / 2;
        }
        return Math.abs(area);
    }

    private static float lowest(float[] p) {
        float low = Float.POSITIVE_INFINITY;
        for (int i = 1; i < p.length; i += 3) low = Math.min(low, p[i]);
        return low;
    }
}
