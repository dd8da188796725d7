// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.geometry.mesh.HoleFill;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.BrickMap;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Closes small holes of an O-Voxel in its own terms: each short boundary loop of the dual grid is spanned by a fan, and
 * every grid edge the fan crosses becomes a crossed edge with its four voxels active. The flood of {@link LabelHull}
 * then finds a wall where the hole was, at the hole's own place and without the swelling of a {@link DilatedFlood}. The
 * fan meets a grid edge in one point for all four voxels around it; each new voxel's dual vertex is that point drawn a
 * tenth of a voxel into the voxel, so that the four stay distinct.
 */
final class LoopClosing {
    /** Least distance of a new dual vertex from the faces of its voxel, in voxels. */
    private static final double MARGIN = 0.1;

    private final OVoxel voxels;
    private final BrickMap map;
    private final byte[] crossed;
    private final Map<Long, double[]> added = new HashMap<>();
    private final List<int[]> order = new ArrayList<>();
    private final Map<Long, Byte> addedFlags = new HashMap<>();

    private LoopClosing(OVoxel voxels, BrickMap map) {
        this.voxels = voxels;
        this.map = map;
        this.crossed = voxels.crossed().clone();
    }

    /** The voxels with all boundary loops shorter than {@code maxPerimeter} closed; new voxels come last. */
    static OVoxel close(OVoxel voxels, BrickMap map, double maxPerimeter) {
        Mesh mesh = DualGrid.mesh(voxels, map);
        List<HoleFill.Loop> loops = HoleFill.loops(mesh).stream().filter(l -> l.perimeter() < maxPerimeter).toList();
        if (loops.isEmpty()) return voxels;
        LoopClosing closing = new LoopClosing(voxels, map);
        double[] corners = new double[9];
        for (HoleFill.Loop loop : loops) {
            for (int e = 0; e < loop.edges().length; e += 2) {
                for (int k = 0; k < 3; k++) {
                    corners[k] = closing.grid(loop.centre()[k]);
                    corners[3 + k] = closing.grid(mesh.positions()[3 * loop.edges()[e] + k]);
                    corners[6 + k] = closing.grid(mesh.positions()[3 * loop.edges()[e + 1] + k]);
                }
                for (int axis = 0; axis < 3; axis++) closing.cross(corners, axis);
            }
        }
        return closing.result();
    }

    private double grid(double world) { return (world + 0.5) * voxels.resolution(); }

    /** Flags the grid edges of an axis that a triangle crosses. */
    private void cross(double[] t, int axis) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        double area = (t[3 + b] - t[b]) * (t[6 + c] - t[c]) - (t[3 + c] - t[c]) * (t[6 + b] - t[b]);
        if (area == 0) return;
        int lowB = (int) Math.ceil(Math.min(t[b], Math.min(t[3 + b], t[6 + b])));
        int highB = (int) Math.floor(Math.max(t[b], Math.max(t[3 + b], t[6 + b])));
        int lowC = (int) Math.ceil(Math.min(t[c], Math.min(t[3 + c], t[6 + c])));
        int highC = (int) Math.floor(Math.max(t[c], Math.max(t[3 + c], t[6 + c])));
        for (int y = lowB; y <= highB; y++) {
            for (int z = lowC; z <= highC; z++) {
                double v = ((y - t[b]) * (t[6 + c] - t[c]) - (z - t[c]) * (t[6 + b] - t[b])) / area;
                double w = ((t[3 + b] - t[b]) * (z - t[c]) - (t[3 + c] - t[c]) * (y - t[b])) / area;
                if (v < 0 || w < 0 || v + w > 1) continue;
                double x = t[axis] + v * (t[3 + axis] - t[axis]) + w * (t[6 + axis] - t[axis]);
                int[] corner = new int[3];
                corner[axis] = (int) Math.floor(x);
                corner[b] = y;
                corner[c] = z;
                double[] point = {corner[0], corner[1], corner[2]};
                point[axis] = x;
                wall(axis, corner, point);
            }
        }
    }

    /** Makes the edge from a corner along an axis crossed at a point. */
    private void wall(int axis, int[] corner, double[] point) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        for (int k = 0; k < 4; k++) {
            int[] cell = corner.clone();
            cell[b] -= k >> 1;
            cell[c] -= k & 1;
            for (int i = 0; i < 3; i++) if (cell[i] < 0 || cell[i] >= voxels.resolution()) return;
        }
        for (int k = 0; k < 4; k++) {
            int[] cell = corner.clone();
            cell[b] -= k >> 1;
            cell[c] -= k & 1;
            byte flag = (byte) (k == 3 ? 1 << axis : 0);
            int row = map.row(cell[0], cell[1], cell[2]);
            if (row >= 0) {
                crossed[row] |= flag;
                continue;
            }
            long key = ((long) cell[0] << 42) | ((long) cell[1] << 21) | cell[2];
            double[] sum = added.get(key);
            if (sum == null) {
                sum = new double[4];
                added.put(key, sum);
                order.add(cell);
            }
            addedFlags.merge(key, flag, (x, y) -> (byte) (x | y));
            for (int i = 0; i < 3; i++) sum[i] += point[i] - cell[i];
            sum[3]++;
        }
    }

    private OVoxel result() {
        int n = voxels.count();
        int total = n + order.size();
        int[] coords = Arrays.copyOf(voxels.coords(), 3 * total);
        float[] dual = Arrays.copyOf(voxels.dual(), 3 * total);
        byte[] flags = Arrays.copyOf(crossed, total);
        for (int i = 0; i < order.size(); i++) {
            int[] cell = order.get(i);
            long key = ((long) cell[0] << 42) | ((long) cell[1] << 21) | cell[2];
            double[] sum = added.getOrDefault(key, new double[]{0.5, 0.5, 0.5, 1});
            for (int k = 0; k < 3; k++) {
                coords[3 * (n + i) + k] = cell[k];
                dual[3 * (n + i) + k] = (float) Math.clamp(sum[k] / sum[3], MARGIN, 1 - MARGIN);
            }
            flags[n + i] = addedFlags.getOrDefault(key, (byte) 0);
        }
        Optional<float[]> weights = voxels.splitWeight().map(w -> {
            float[] out = Arrays.copyOf(w, total);
            Arrays.fill(out, n, total, 1);
            return out;
        });
        return new OVoxel(voxels.resolution(), coords, dual, flags,
                Arrays.copyOf(voxels.attributes(), OVoxel.ATTRIBUTES * total), weights);
    }
}
