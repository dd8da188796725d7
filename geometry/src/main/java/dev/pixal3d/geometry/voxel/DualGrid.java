// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.voxel;

import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * The raw surface of an O-Voxel: every voxel's dual vertex, one quad per crossed edge whose four voxels are all active,
 * each cut into two triangles. This is TRELLIS.2's {@code flexible_dual_grid_to_mesh} vertex for vertex and face for
 * face. The flags have no sign, so neighbouring triangles may be wound against each other, and edges of more than two
 * faces occur; the label hull is the surface to export.
 */
public final class DualGrid {
    /** Voxel offsets (xyz) of a quad's corners from the voxel that owns the crossed edge, by axis. */
    private static final int[][] CORNERS = {{0, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0}, {0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1},
            {0, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0}};

    private DualGrid() {}

    /** World positions of all dual vertices, length 3N, in the voxels' own order. */
    public static float[] vertices(OVoxel voxels) {
        float[] out = new float[3 * voxels.count()];
        for (int i = 0; i < out.length; i++) {
            out[i] = (voxels.coords()[i] + voxels.dual()[i]) / voxels.resolution() - 0.5f;
        }
        return out;
    }

    /**
     * Complete quads.
     *
     * @param corners
     *            voxel rows, four a quad
     * @param owners
     *            3 * voxel + axis of the crossed edge of each quad
     */
    public record Quads(int[] corners, int[] owners) {}

    /** Voxel rows of all complete quads, four each, voxel by voxel and in it axis by axis. */
    public static int[] quads(OVoxel voxels, BrickMap map) {
        return ownedQuads(voxels, map).corners();
    }

    public static Quads ownedQuads(OVoxel voxels, BrickMap map) {
        int[] corners = new int[Math.multiplyExact(4, Math.max(1, voxels.count()))];
        int[] owners = new int[corners.length / 4];
        int n = 0;
        int[] quad = new int[4];
        for (int i = 0; i < voxels.count(); i++) {
            for (int axis = 0; axis < 3; axis++) {
                if ((voxels.crossed()[i] >> axis & 1) == 0 || !complete(voxels, map, i, CORNERS[axis], quad)) continue;
                if (n == owners.length) {
                    owners = Arrays.copyOf(owners, Math.addExact(n, n / 2 + 1));
                    corners = Arrays.copyOf(corners, Math.multiplyExact(4, owners.length));
                }
                System.arraycopy(quad, 0, corners, 4 * n, 4);
                owners[n++] = 3 * i + axis;
            }
        }
        return new Quads(Arrays.copyOf(corners, 4 * n), Arrays.copyOf(owners, n));
    }

    private static boolean complete(OVoxel voxels, BrickMap map, int voxel, int[] corners, int[] quad) {
        int[] c = voxels.coords();
        for (int k = 0; k < 4; k++) {
            quad[k] = map.row(c[3 * voxel] + corners[3 * k], c[3 * voxel + 1] + corners[3 * k + 1],
                    c[3 * voxel + 2] + corners[3 * k + 2]);
            if (quad[k] < 0) return false;
        }
        return true;
    }

    /** The triangle mesh; the learned split weights choose each diagonal, without them it joins corners 0 and 2. */
    public static Mesh mesh(OVoxel voxels) {
        return mesh(voxels, BrickMap.of(voxels.resolution(), voxels.coords()));
    }

    public static Mesh mesh(OVoxel voxels, BrickMap map) {
        int[] quads = quads(voxels, map);
        int[] triangles = new int[quads.length / 4 * 6];
        for (int q = 0, t = 0; q < quads.length; q += 4, t += 6) {
            boolean first = true;
            if (voxels.splitWeight().isPresent()) {
                float[] w = voxels.splitWeight().get();
                first = w[quads[q]] * w[quads[q + 2]] > w[quads[q + 1]] * w[quads[q + 3]];
            }
            int[] order = first ? FIRST : SECOND;
            for (int k = 0; k < 6; k++) triangles[t + k] = quads[q + order[k]];
        }
        return new Mesh(vertices(voxels), triangles);
    }

    private static final int[] FIRST = {0, 1, 2, 0, 2, 3};
    private static final int[] SECOND = {0, 1, 3, 3, 1, 2};
}
