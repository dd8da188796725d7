// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.hull;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.NearVertices;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * The last step of placing hull vertices: no two end up closer than a small part of a voxel. A decoder may put the dual
 * vertices of neighbouring voxels at one place, the sheets of one voxel can have the same way outward, and smoothing
 * may draw several free vertices to one mean. Such vertices move apart along the line between them, or, where they
 * coincide, between the centres of their cells; where these coincide too, in a direction that follows from their
 * numbers.
 *
 * <p>
 * Only vertices outside their cells, in its outermost layer, or in a cell with several can be close to another; where
 * there are none, as in volumes whose vertices lie inside their voxels, this costs one comparison a vertex.
 */
final class HullSpacing {
    /** Least distance in voxels. */
    private static final double GAP = 0.03;
    /** Distance to which near vertices are moved, in gaps. */
    private static final double OVERSHOOT = 1.1;
    /** Distance, in gaps, below which the line between two vertices says nothing. */
    private static final double COINCIDENT = 1e-2;
    private static final int MAX_ROUNDS = 200;

    private final HullCells cells;
    private final float[] positions;
    private final double resolution;
    private final double gap;

    private HullSpacing(HullCells cells, float[] positions, int resolution) {
        this.cells = cells;
        this.positions = positions;
        this.resolution = resolution;
        this.gap = Math.max(GAP / resolution, NearVertices.APART);
    }

    /** Moves vertices apart in place; those beyond the cells' own are splitting vertices and centres of fans. */
    static void apply(HullCells cells, float[] positions, int resolution, Parallel parallel) {
        HullSpacing spacing = new HullSpacing(cells, positions, resolution);
        int[] loose = spacing.loose(parallel);
        for (int round = 0; round < MAX_ROUNDS; round++) {
            long[] pairs = NearVertices.pairs(positions, loose, spacing.gap, parallel);
            if (pairs.length == 0) return;
            for (long pair : pairs) spacing.part((int) (pair >>> 32), (int) pair);
            loose = IntStream.concat(IntStream.of(loose),
                    LongStream.of(pairs).mapToObj(p -> new int[]{(int) (p >>> 32), (int) p})
                            .flatMapToInt(IntStream::of))
                    .sorted().distinct().toArray();
        }
    }

    /** Vertices that are not alone in their cell or not well inside it. */
    private int[] loose(Parallel parallel) {
        boolean[] inside = new boolean[positions.length / 3];
        parallel.range(cells.lattice.slots(), 256, (from, to) -> {
            for (int word = from << 3; word < to << 3; word++) {
                int brick = cells.lattice.brickOf[word >> 3];
                int cell = cells.base(word);
                for (long m = cells.mask(word); m != 0; m &= m - 1, cell++) {
                    int v = cells.firstVertex[cell];
                    if (cells.firstVertex[cell + 1] - v != 1) continue;
                    int bit = Long.numberOfTrailingZeros(m);
                    inside[v] = within(positions[3 * v], cells.x(brick, word & 7))
                            && within(positions[3 * v + 1], cells.y(brick, bit))
                            && within(positions[3 * v + 2], cells.z(brick, bit));
                }
            }
        });
        return IntStream.range(0, inside.length).filter(v -> !inside[v]).toArray();
    }

    private boolean within(float position, int cell) {
        double at = position + 0.5 - (cell - CornerLattice.PAD) / resolution;
        return at >= 0.5 * gap && at <= 1 / resolution - 0.5 * gap;
    }

    private void part(int v, int w) {
        double[] way = new double[3];
        for (int k = 0; k < 3; k++) way[k] = (double) positions[3 * w + k] - positions[3 * v + k];
        double length = length(way);
        if (length >= gap) return;
        double missing = OVERSHOOT * gap - length;
        if (length < COINCIDENT * gap) length = between(v, w, way);
        for (int k = 0; k < 3; k++) {
            double step = 0.5 * missing * way[k] / length;
            positions[3 * v + k] = (float) (positions[3 * v + k] - step);
            positions[3 * w + k] = (float) (positions[3 * w + k] + step);
        }
    }

    /** From the centre of v's cell to that of w's, or else some direction. */
    private double between(int v, int w, double[] way) {
        Arrays.fill(way, 0);
        centre(w, 1, way);
        centre(v, -1, way);
        double length = length(way);
        for (int k = 0; k < 3 && length == 0; k++) way[k] = ((v * 31 + w) * 0x9E3779B1 >>> 10 * k & 0x3ff) - 511.5;
        return length(way);
    }

    private void centre(int v, int sign, double[] sum) {
        if (v >= cells.vertices()) return;
        int cell = Arrays.binarySearch(cells.firstVertex, v);
        if (cell < 0) cell = -cell - 2;
        int word = cells.word(cell);
        long mask = cells.mask(word);
        for (int i = cells.base(word); i < cell; i++) mask &= mask - 1;
        int bit = Long.numberOfTrailingZeros(mask);
        int brick = cells.lattice.brickOf[word >> 3];
        sum[0] += sign * cells.x(brick, word & 7);
        sum[1] += sign * cells.y(brick, bit);
        sum[2] += sign * cells.z(brick, bit);
    }

    private static double length(double[] v) { return Math.sqrt(v[0] * v[0] + v[1] * v[1] + v[2] * v[2]); }
}
