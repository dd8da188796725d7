// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.geometry.mesh.Mesh;
import java.util.Arrays;

/**
 * Quads that cannot be cut along a diagonal: those with split edges (see {@link HullSplits}) and those whose back
 * shares a diagonal with them, as the single wall of a lone voxel does. Each becomes a fan around a vertex of its own,
 * lifted on sheets so that front and back enclose a volume.
 */
final class HullFans {
    /** Voxels the centre of a sheet's fan is lifted. */
    private static final double LIFT = 0.25;

    private final HullCells cells;
    private final WallClasses walls;
    private final HullSplits splits;
    private final float voxel;
    private float[] positions;
    private int[] triangles;
    private int vertices;
    private int used;

    private HullFans(HullCells cells, WallClasses walls, HullSplits splits, float voxel, Mesh plain) {
        this.cells = cells;
        this.walls = walls;
        this.splits = splits;
        this.voxel = voxel;
        this.positions = plain.positions();
        this.triangles = plain.triangles();
        this.vertices = plain.vertexCount();
        this.used = triangles.length;
    }

    /** The mesh with the fans of all marked walls added. */
    static Mesh add(HullCells cells, WallClasses walls, HullSplits splits, float voxel, Mesh plain) {
        if (!splits.anyMarked) return plain;
        HullFans fans = new HullFans(cells, walls, splits, voxel, plain);
        int firstSplit = fans.vertices;
        for (int i = 0; i < splits.count(); i++) {
            int v = fans.newVertex();
            splits.position(i, fans.positions, voxel, v);
        }
        fans.emit(firstSplit);
        return new Mesh(Arrays.copyOf(fans.positions, 3 * fans.vertices), Arrays.copyOf(fans.triangles, fans.used));
    }

    private int newVertex() {
        if (3 * vertices + 3 > positions.length) positions = Arrays.copyOf(positions, positions.length / 2 * 3 + 48);
        return vertices++;
    }

    private void emit(int firstSplit) {
        CornerLattice lattice = cells.lattice;
        HullCells.Vertices lookup = cells.new Vertices();
        int[] around = new int[4];
        int[] quad = new int[4];
        int[] ring = new int[8];
        int[] p = new int[3];
        for (int word = 0; word < 8 * lattice.slots(); word++) {
            int brick = lattice.brickOf[word >> 3];
            for (int axis = 0; axis < 3; axis++) {
                for (long m = splits.marked[axis][word]; m != 0; m &= m - 1) {
                    int bit = Long.numberOfTrailingZeros(m);
                    p[0] = cells.x(brick, word & 7);
                    p[1] = cells.y(brick, bit);
                    p[2] = cells.z(brick, bit);
                    boolean low = lattice.outside(p[0], p[1], p[2]);
                    boolean high = lattice.outside(p[0] + (axis == 0 ? 1 : 0), p[1] + (axis == 1 ? 1 : 0),
                            p[2] + (axis == 2 ? 1 : 0));
                    boolean sheet = walls.hasSheets() && (walls.sheets()[axis][word] >>> bit & 1) != 0;
                    if (low == high && !sheet) continue;
                    HullFaces.cellsAround(cells, p, axis, around);
                    for (int end = 0; end < 2; end++) {
                        if (!(end == 0 ? low : high)) continue;
                        HullFaces.corners(lookup, around, axis, end, quad);
                        fan(ring, ring(p, axis, end, quad, firstSplit, ring), sheet);
                    }
                }
            }
        }
    }

    /** Quad corners in winding order with the splitting vertices between them. */
    private int ring(int[] p, int axis, int end, int[] quad, int firstSplit, int[] ring) {
        int b = (axis + 1) % 3;
        int c = (axis + 2) % 3;
        int[] w = HullFaces.WINDING[end];
        int n = 0;
        for (int k = 0; k < 4; k++) {
            int here = w[k];
            int there = w[(k + 1) & 3];
            ring[n++] = quad[here];
            // The square between the two cells: its normal is the axis they differ in, the other may be stepped down.
            int normal = ((here ^ there) & 1) != 0 ? c : b;
            int other = normal == c ? b : c;
            int down = 1 - (normal == c ? here >> 1 : here & 1);
            p[other] -= down;
            int side = 2 * CellTopology.edge(axis, other == b ? down : 0, other == c ? down : 0) + end;
            int split = splits.find(p, normal, side);
            p[other] += down;
            if (split >= 0) ring[n++] = firstSplit + split;
        }
        return n;
    }

    private void fan(int[] ring, int n, boolean sheet) {
        int centre = newVertex();
        double[] mean = new double[3];
        for (int i = 0; i < n; i++) for (int k = 0; k < 3; k++) mean[k] += positions[3 * ring[i] + k] / (double) n;
        double[] normal = new double[3];
        for (int i = 0; i < n; i++) {
            int u = 3 * ring[i];
            int v = 3 * ring[(i + 1) % n];
            for (int k = 0; k < 3; k++) {
                int k1 = (k + 1) % 3;
                int k2 = (k + 2) % 3;
                normal[k] += (positions[u + k1] - mean[k1]) * (positions[v + k2] - mean[k2])
                        - (positions[u + k2] - mean[k2]) * (positions[v + k1] - mean[k1]);
            }
        }
        double length = Math.sqrt(normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
        double lift = sheet && length > 0 ? LIFT * voxel / length : 0;
        for (int k = 0; k < 3; k++) positions[3 * centre + k] = (float) (mean[k] + lift * normal[k]);
        if (used + 3 * n > triangles.length) triangles = Arrays.copyOf(triangles, triangles.length / 2 * 3 + 96);
        for (int i = 0; i < n; i++) {
            triangles[used++] = centre;
            triangles[used++] = ring[i];
            triangles[used++] = ring[(i + 1) % n];
        }
    }
}
