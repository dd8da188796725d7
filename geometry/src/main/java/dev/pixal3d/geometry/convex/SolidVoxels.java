// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.convex;

import dev.pixal3d.geometry.mesh.Boxes;
import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * A closed mesh as cubes: those whose middle is inside, found by counting what a line along each axis crosses. What is
 * thinner than a cube and lies between the lines is found by its vertices: those without a solid cube around them.
 *
 * @param side
 *            of a cube
 * @param low
 *            corner of the first one
 * @param voxels
 *            x, y, z of each cube, each in [0, {@link #MOST}]
 */
record SolidVoxels(double side, float[] low, int[] voxels) {
    /** Cubes along the longest side. */
    static final int MOST = 64;
    /** Lines pass beside the middles, so that they hit no vertex or edge of a model on a grid. */
    private static final double ASIDE = 1.37e-4;

    static SolidVoxels of(Mesh mesh) {
        float[] box = Boxes.of(mesh.positions());
        double side = Boxes.extent(box) / MOST;
        float[] low = Arrays.copyOf(box, 3);
        boolean[] solid = new boolean[MOST * MOST * MOST];
        for (int axis = 0; axis < 3; axis++) fill(mesh, low, side, axis, solid);
        boolean[] missed = new boolean[solid.length];
        for (int i = 0; i < mesh.positions().length; i += 3) {
            int x = cell(mesh.positions()[i], low[0], side), y = cell(mesh.positions()[i + 1], low[1], side);
            int z = cell(mesh.positions()[i + 2], low[2], side);
            missed[at(x, y, z)] = !isNear(solid, x, y, z);
        }
        for (int i = 0; i < solid.length; i++) solid[i] |= missed[i];
        int[] voxels = new int[3 * solid.length];
        int count = 0;
        for (int i = 0; i < solid.length; i++) {
            if (!solid[i]) continue;
            voxels[count++] = i / (MOST * MOST);
            voxels[count++] = i / MOST % MOST;
            voxels[count++] = i % MOST;
        }
        return new SolidVoxels(side, low, Arrays.copyOf(voxels, count));
    }

    private static boolean isNear(boolean[] solid, int x, int y, int z) {
        for (int i = Math.max(0, x - 1); i <= Math.min(MOST - 1, x + 1); i++) {
            for (int j = Math.max(0, y - 1); j <= Math.min(MOST - 1, y + 1); j++) {
                for (int k = Math.max(0, z - 1); k <= Math.min(MOST - 1, z + 1); k++)
                    if (solid[at(i, j, k)]) return true;
            }
        }
        return false;
    }

    private static int at(int x, int y, int z) { return (x * MOST + y) * MOST + z; }

    private static int cell(double position, double low, double side) {
        return Math.clamp((int) ((position - low) / side), 0, MOST - 1);
    }

    /** Marks what lies between every second and the next crossing of the lines along one axis. */
    private static void fill(Mesh mesh, float[] low, double side, int axis, boolean[] solid) {
        int across = (axis + 1) % 3, up = (axis + 2) % 3;
        double[][] crossings = new double[MOST * MOST][];
        int[] counts = new int[MOST * MOST];
        float[] p = mesh.positions();
        for (int t = 0; t < mesh.triangles().length; t += 3) {
            int a = 3 * mesh.triangles()[t], b = 3 * mesh.triangles()[t + 1], c = 3 * mesh.triangles()[t + 2];
            double au = (p[a + across] - low[across]) / side, av = (p[a + up] - low[up]) / side;
            double bu = (p[b + across] - low[across]) / side, bv = (p[b + up] - low[up]) / side;
            double cu = (p[c + across] - low[across]) / side, cv = (p[c + up] - low[up]) / side;
            double area = (bu - au) * (cv - av) - (cu - au) * (bv - av);
            if (area == 0) continue;
            int fromU = line(Math.min(au, Math.min(bu, cu))), toU = line(Math.max(au, Math.max(bu, cu)));
            int fromV = line(Math.min(av, Math.min(bv, cv))), toV = line(Math.max(av, Math.max(bv, cv)));
            for (int u = fromU; u <= toU; u++) {
                for (int v = fromV; v <= toV; v++) {
                    double x = u + 0.5 + ASIDE, y = v + 0.5 + 2 * ASIDE;
                    double wb = ((x - au) * (cv - av) - (cu - au) * (y - av)) / area;
                    double wc = ((bu - au) * (y - av) - (x - au) * (bv - av)) / area;
                    if (wb < 0 || wc < 0 || wb + wc > 1) continue;
                    double along = p[a + axis] + wb * (p[b + axis] - p[a + axis]) + wc * (p[c + axis] - p[a + axis]);
                    int at = u * MOST + v;
                    if (crossings[at] == null) crossings[at] = new double[4];
                    if (counts[at] == crossings[at].length)
                        crossings[at] = Arrays.copyOf(crossings[at], 2 * counts[at]);
                    crossings[at][counts[at]++] = (along - low[axis]) / side;
                }
            }
        }
        int[] cell = new int[3];
        for (int at = 0; at < counts.length; at++) {
            if (counts[at] < 2) continue;
            double[] sorted = Arrays.copyOf(crossings[at], counts[at]);
            Arrays.sort(sorted);
            cell[across] = at / MOST;
            cell[up] = at % MOST;
            for (int k = 0; k + 1 < sorted.length; k += 2) {
                int first = Math.max(0, (int) Math.ceil(sorted[k] - 0.5));
                int last = Math.min(MOST - 1, (int) Math.floor(sorted[k + 1] - 0.5));
                for (cell[axis] = first; cell[axis] <= last; cell[axis]++) solid[at(cell[0], cell[1], cell[2])] = true;
            }
        }
    }

    private static int line(double position) { return Math.clamp((int) Math.floor(position), 0, MOST - 1); }
}
