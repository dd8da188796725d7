// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * O-Voxel volumes of the level set of a {@link ProceduralField} at any resolution, with smoothly varying attributes:
 * what an engine would decode, without an engine. A voxel is active where its cell's corners have both signs; its dual
 * vertex is the mean of the crossings on its twelve edges. Voxels are in x, y, z order, for any number of threads.
 *
 * <p>
 * The field is evaluated in bricks of 4^3 cells, of which those are passed over that its steepness keeps clear of the
 * surface: 1.6 million voxels (shape 1 at 1024) take two seconds.
 */
final class ProceduralVoxels {
    private static final int BLOCK = 16, BRICK = 4, SIDE = BRICK + 1;
    /** Corners of a cell as x << 2 | y << 1 | z; ends of its edges. */
    private static final int[][] EDGES = {{0, 4}, {1, 5}, {2, 6}, {3, 7}, {0, 2}, {1, 3}, {4, 6}, {5, 7}, {0, 1},
            {2, 3},
            {4, 5}, {6, 7}};
    /** The edges that flags x, y, z speak of. */
    private static final int[] FLAGGED = {3, 7, 11};

    private final ProceduralField field;
    private final int resolution;

    private ProceduralVoxels(ProceduralField field, int resolution) {
        this.field = field;
        this.resolution = resolution;
    }

    /**
     * The volume of a shape.
     *
     * @param resolution
     *            a multiple of 16
     */
    static OVoxel of(int shape, int resolution, Parallel parallel) {
        if (resolution < BLOCK || resolution > 4096 || resolution % BLOCK != 0) {
            throw new IllegalArgumentException(
                    "--resolutions: not usable (got %d, allowed multiples of 16 up to 4096).".formatted(resolution));
        }
        return new ProceduralVoxels(ProceduralField.of(shape), resolution).volume(shape, parallel);
    }

    private OVoxel volume(int shape, Parallel parallel) {
        int blocks = resolution / BLOCK;
        List<Piece> pieces = new ArrayList<>();
        parallel.range(blocks * blocks, 1, (from, to) -> {
            Piece piece = new Piece();
            for (int column = from; column < to; column++) {
                for (int z = 0; z < blocks; z++) block(column / blocks, column % blocks, z, piece);
            }
            synchronized (pieces) {
                pieces.add(piece);
            }
        });
        int n = pieces.stream().mapToInt(p -> p.count).sum();
        int[] coords = new int[3 * n];
        float[] dual = new float[3 * n];
        byte[] crossed = new byte[n];
        int at = 0;
        for (Piece piece : pieces) {
            System.arraycopy(piece.coords, 0, coords, 3 * at, 3 * piece.count);
            System.arraycopy(piece.dual, 0, dual, 3 * at, 3 * piece.count);
            System.arraycopy(piece.crossed, 0, crossed, at, piece.count);
            at += piece.count;
        }
        return ordered(coords, dual, crossed, shape);
    }

    private OVoxel ordered(int[] coords, float[] dual, byte[] crossed, int shape) {
        int n = crossed.length;
        long[] keys = new long[n];
        for (int i = 0; i < n; i++) {
            long cell = ((long) coords[3 * i] * resolution + coords[3 * i + 1]) * resolution + coords[3 * i + 2];
            keys[i] = cell << 27 | i;
        }
        Arrays.parallelSort(keys);
        int[] c = new int[3 * n];
        float[] d = new float[3 * n], attributes = new float[OVoxel.ATTRIBUTES * n];
        byte[] flags = new byte[n];
        for (int i = 0; i < n; i++) {
            int from = (int) keys[i] & (1 << 27) - 1;
            System.arraycopy(coords, 3 * from, c, 3 * i, 3);
            System.arraycopy(dual, 3 * from, d, 3 * i, 3);
            flags[i] = crossed[from];
            paint(shape, c, d, i, attributes);
        }
        return new OVoxel(resolution, c, d, flags, attributes, Optional.empty());
    }

    private void paint(int shape, int[] coords, float[] dual, int i, float[] out) {
        double[] p = new double[3];
        for (int k = 0; k < 3; k++) p[k] = ((double) coords[3 * i + k] + dual[3 * i + k]) / resolution - 0.5;
        double u = p[0] * 9 + shape, v = p[1] * 11 + shape, w = p[2] * 7 + shape;
        int at = OVoxel.ATTRIBUTES * i;
        out[at] = (float) (0.5 + 0.45 * Math.sin(u + 2 * Math.sin(v)));
        out[at + 1] = (float) (0.5 + 0.45 * Math.sin(v * 1.3 + Math.sin(w * 2)));
        out[at + 2] = (float) (0.5 + 0.45 * Math.sin(w * 0.7 + 2 * Math.sin(u)));
        out[at + 3] = Math.sin(p[1] * 40) > 0 ? 0.9f : 0;
        out[at + 4] = (float) (0.3 + 0.3 * Math.sin(p[0] * 25));
        out[at + 5] = 1;
    }

    private double world(double cell) { return cell / resolution - 0.5; }

    /** Half the diagonal of a cube of so many cells. */
    private double reach(int cells) {
        return Math.sqrt(3) / 2 * cells / resolution;
    }

    private void block(int bx, int by, int bz, Piece out) {
        double half = BLOCK / 2.0, reach = reach(BLOCK);
        double x = world(bx * BLOCK + half), y = world(by * BLOCK + half), z = world(bz * BLOCK + half);
        if (Math.abs(field.at(x, y, z)) > ProceduralField.STEEPNESS * reach) return;
        ProceduralField local = field.near(x, y, z, reach);
        double[] corners = new double[SIDE * SIDE * SIDE];
        for (int i = 0; i < BLOCK; i += BRICK) {
            for (int j = 0; j < BLOCK; j += BRICK) {
                for (int k = 0; k < BLOCK; k += BRICK) {
                    brick(local, bx * BLOCK + i, by * BLOCK + j, bz * BLOCK + k, corners, out);
                }
            }
        }
    }

    private void brick(ProceduralField local, int x, int y, int z, double[] corners, Piece out) {
        double half = BRICK / 2.0;
        double middle = local.at(world(x + half), world(y + half), world(z + half));
        if (Math.abs(middle) > ProceduralField.STEEPNESS * reach(BRICK)) return;
        for (int i = 0, at = 0; i < SIDE; i++) {
            for (int j = 0; j < SIDE; j++) {
                for (int k = 0; k < SIDE; k++) corners[at++] = local.at(world(x + i), world(y + j), world(z + k));
            }
        }
        double[] s = new double[8];
        for (int i = 0; i < BRICK; i++) {
            for (int j = 0; j < BRICK; j++) {
                for (int k = 0; k < BRICK; k++) {
                    for (int c = 0; c < 8; c++) {
                        s[c] = corners[((i + (c >> 2)) * SIDE + j + (c >> 1 & 1)) * SIDE + k + (c & 1)];
                    }
                    cell(s, x + i, y + j, z + k, out);
                }
            }
        }
    }

    private static void cell(double[] s, int x, int y, int z, Piece out) {
        int crossings = 0;
        double dx = 0, dy = 0, dz = 0;
        for (int[] edge : EDGES) {
            int a = edge[0], b = edge[1];
            if (s[a] < 0 == s[b] < 0) continue;
            double t = s[a] / (s[a] - s[b]);
            crossings++;
            dx += (a >> 2) + t * ((b >> 2) - (a >> 2));
            dy += (a >> 1 & 1) + t * ((b >> 1 & 1) - (a >> 1 & 1));
            dz += (a & 1) + t * ((b & 1) - (a & 1));
        }
        if (crossings == 0) return;
        int flags = 0;
        for (int axis = 0; axis < 3; axis++) {
            int[] edge = EDGES[FLAGGED[axis]];
            if (s[edge[0]] < 0 != s[edge[1]] < 0) flags |= 1 << axis;
        }
        out.add(x, y, z, dx / crossings, dy / crossings, dz / crossings, (byte) flags);
    }

    /** Voxels found by one thread. */
    private static final class Piece {
        private int[] coords = new int[3 << 10];
        private float[] dual = new float[3 << 10];
        private byte[] crossed = new byte[1 << 10];
        private int count;

        void add(int x, int y, int z, double dx, double dy, double dz, byte flags) {
            if (count == crossed.length) {
                coords = Arrays.copyOf(coords, 6 * count);
                dual = Arrays.copyOf(dual, 6 * count);
                crossed = Arrays.copyOf(crossed, 2 * count);
            }
            int at = 3 * count;
            coords[at] = x;
            coords[at + 1] = y;
            coords[at + 2] = z;
            dual[at] = (float) dx;
            dual[at + 1] = (float) dy;
            dual[at + 2] = (float) dz;
            crossed[count++] = flags;
        }
    }
}
