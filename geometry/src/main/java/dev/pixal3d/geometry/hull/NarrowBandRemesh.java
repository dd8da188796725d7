// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.Bvh;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.voxel.BrickMap;
import dev.pixal3d.geometry.voxel.DualGrid;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;

/**
 * The reference's remesh, for comparison and parity: dual contouring of "distance to the surface minus band" on a
 * sparse grid (CuMesh {@code remesh_narrow_band_dc}). The distance has no sign, so the result is two nested shells, one
 * band outside and one inside the surface; {@link LabelHull} gives one shell on the surface itself.
 *
 * <p>
 * A cell's vertex is the mean of the crossings on its twelve edges. Every quad is cut from corner 0 to corner 2: the
 * reference's other choice can never be taken. Normals point away from the band.
 */
public final class NarrowBandRemesh {
    private static final int COARSEST = 32;
    /** Half of a cube's diagonal over its side, rounded up. */
    private static final double REACH = 0.87;

    private final Bvh bvh;
    private final double scale;
    private final double band;
    private final Parallel parallel;

    private NarrowBandRemesh(Bvh bvh, double scale, double band, Parallel parallel) {
        this.bvh = bvh;
        this.scale = scale;
        this.band = band;
        this.parallel = parallel;
    }

    /**
     * Remeshes a surface inside [-0.5, 0.5]^3.
     *
     * @param resolution
     *            cells per axis; must stay whole when halved down to 32 or less
     * @param band
     *            distance of the shells from the surface in cells
     * @param projectBack
     *            how far vertices move back to the surface, 0 (not) to 1 (onto it)
     */
    public static Mesh remesh(Mesh mesh, int resolution, double band, double projectBack, RunContext context) {
        int coarse = resolution;
        int levels = 0;
        for (; coarse > COARSEST; coarse /= 2, levels++) {
            if (coarse % 2 != 0) {
                throw new Problem.General(Problem.Kind.NO_MEDIA_GENERATED,
                        ("reference remesh: resolution %d cannot be halved to %d or less (got %d on the way, allowed "
                                + "even numbers). Use the default remesh.")
                                .formatted(resolution, COARSEST, coarse))
                        .exception();
            }
        }
        double scale = (resolution + 3 * band) / resolution;
        Bvh bvh = Bvh.of(mesh, context.parallel());
        NarrowBandRemesh remesh = new NarrowBandRemesh(bvh, scale, band * scale / resolution, context.parallel());
        int[] cells = remesh.filter(dense(coarse), coarse);
        for (int level = 1; level <= levels; level++) {
            context.at("remesh", 0.5 * level / (levels + 1));
            cells = remesh.filter(children(cells), coarse << level);
        }
        return remesh.contour(cells, resolution, projectBack, context);
    }

    private static int[] dense(int n) {
        int[] out = new int[3 * n * n * n];
        for (int i = 0; i < n * n * n; i++) {
            out[3 * i] = i / (n * n);
            out[3 * i + 1] = i / n % n;
            out[3 * i + 2] = i % n;
        }
        return out;
    }

    private static int[] children(int[] cells) {
        int[] out = new int[Math.multiplyExact(8, cells.length)];
        for (int i = 0; i < out.length / 3; i++) {
            for (int k = 0; k < 3; k++) out[3 * i + k] = 2 * cells[3 * (i >> 3) + k] + (i >> (2 - k) & 1);
        }
        return out;
    }

    private double world(double grid, int n) { return (grid / n - 0.5) * scale; }

    /** Distance minus band, for points within {@code reach} of the band. */
    private double field(double x, double y, double z, double reach, Bvh.Hit hit) {
        bvh.closest(x, y, z, band + reach, hit);
        return hit.face < 0 ? reach : Math.sqrt(hit.distance2) - band;
    }

    /** Keeps the cells the band may pass through. */
    private int[] filter(int[] cells, int n) {
        int count = cells.length / 3;
        boolean[] keep = new boolean[count];
        double reach = REACH * scale / n;
        parallel.range(count, 256, (from, to) -> {
            Bvh.Hit hit = new Bvh.Hit();
            for (int i = from; i < to; i++) {
                keep[i] = Math.abs(field(world(cells[3 * i] + 0.5, n), world(cells[3 * i + 1] + 0.5, n),
                        world(cells[3 * i + 2] + 0.5, n), reach, hit)) < reach;
            }
        });
        int[] out = new int[cells.length];
        int kept = 0;
        for (int i = 0; i < count; i++) {
            if (!keep[i]) continue;
            System.arraycopy(cells, 3 * i, out, 3 * kept++, 3);
        }
        return Arrays.copyOf(out, 3 * kept);
    }

    private Mesh contour(int[] cells, int n, double projectBack, RunContext context) {
        int count = cells.length / 3;
        int[] corners = new int[Math.multiplyExact(8, cells.length)];
        for (int i = 0; i < corners.length / 3; i++) {
            for (int k = 0; k < 3; k++) corners[3 * i + k] = cells[3 * (i >> 3) + k] + (i >> (2 - k) & 1);
        }
        BrickMap map = BrickMap.of(n + 1, corners);
        float[] values = values(corners, map, n);
        context.at("remesh", 0.8);
        float[] dual = new float[3 * count];
        byte[] crossed = new byte[count];
        boolean[] leaving = new boolean[3 * count];
        context.parallel().range(count, 1024, (from, to) -> {
            double[] f = new double[8];
            for (int i = from; i < to; i++) {
                for (int k = 0; k < 8; k++) {
                    f[k] = values[map.rank(cells[3 * i] + (k >> 2), cells[3 * i + 1] + (k >> 1 & 1),
                            cells[3 * i + 2] + (k & 1))];
                }
                place(f, dual, i);
                for (int a = 0; a < 3; a++) {
                    int low = 7 - CellTopology.cornerBit(a);
                    if (f[low] < 0 == f[7] < 0) continue;
                    crossed[i] |= (byte) (1 << a);
                    leaving[3 * i + a] = f[low] < 0;
                }
            }
        });
        OVoxel grid = new OVoxel(n, cells, dual, crossed, new float[OVoxel.ATTRIBUTES * count],
                java.util.Optional.empty());
        return faces(grid, leaving, projectBack);
    }

    private float[] values(int[] corners, BrickMap map, int n) {
        float[] values = new float[map.count()];
        double reach = 4 * REACH * scale / n;
        parallel.range(values.length, 256, (from, to) -> {
            Bvh.Hit hit = new Bvh.Hit();
            for (int i = from; i < to; i++) {
                int row = 3 * map.rowAt(i);
                values[i] = (float) field(world(corners[row], n), world(corners[row + 1], n),
                        world(corners[row + 2], n), reach, hit);
            }
        });
        return values;
    }

    /** Mean of the edge crossings in the cell's own coordinates, the centre when there are none. */
    private static void place(double[] f, float[] dual, int cell) {
        double[] sum = new double[3];
        int crossings = 0;
        for (int edge = 0; edge < 12; edge++) {
            int axis = edge >> 2;
            int low = CellTopology.lowerCorner(edge);
            int high = low + CellTopology.cornerBit(axis);
            if (f[low] < 0 == f[high] < 0) continue;
            for (int k = 0; k < 3; k++) sum[k] += low >> (2 - k) & 1;
            sum[axis] += -f[low] / (f[high] - f[low]);
            crossings++;
        }
        for (int k = 0; k < 3; k++) dual[3 * cell + k] = crossings == 0 ? 0.5f : (float) (sum[k] / crossings);
    }

    private Mesh faces(OVoxel grid, boolean[] leaving, double projectBack) {
        BrickMap map = BrickMap.of(grid.resolution(), grid.coords());
        DualGrid.Quads quads = DualGrid.ownedQuads(grid, map);
        int[] triangles = new int[quads.corners().length / 4 * 6];
        for (int q = 0; q < quads.owners().length; q++) {
            int[] order = leaving[quads.owners()[q]] ? BACKWARD : FORWARD;
            for (int k = 0; k < 6; k++) triangles[6 * q + k] = quads.corners()[4 * q + order[k]];
        }
        boolean[] used = new boolean[grid.count()];
        for (int v : triangles) used[v] = true;
        float[] positions = new float[3 * used.length];
        int[] names = new int[used.length];
        int kept = 0;
        Bvh.Hit hit = new Bvh.Hit();
        for (int v = 0; v < used.length; v++) {
            if (!used[v]) continue;
            double[] p = new double[3];
            for (int k = 0; k < 3; k++) {
                p[k] = world(grid.coords()[3 * v + k] + grid.dual()[3 * v + k], grid.resolution());
            }
            if (projectBack > 0) {
                bvh.closest(p[0], p[1], p[2], Double.MAX_VALUE, hit);
                p[0] += projectBack * (hit.x - p[0]);
                p[1] += projectBack * (hit.y - p[1]);
                p[2] += projectBack * (hit.z - p[2]);
            }
            for (int k = 0; k < 3; k++) positions[3 * kept + k] = (float) p[k];
            names[v] = kept++;
        }
        for (int i = 0; i < triangles.length; i++) triangles[i] = names[triangles[i]];
        return new Mesh(Arrays.copyOf(positions, 3 * kept), triangles);
    }

    private static final int[] FORWARD = {0, 1, 2, 0, 2, 3};
    private static final int[] BACKWARD = {0, 2, 1, 0, 3, 2};
}
