// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.convex;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The convex hull of some cubes of a grid, with few corners: those that lie farthest in a fixed set of directions. All
 * of them are corners of the true hull, of which it leaves out slivers where the hull is round.
 *
 * <p>
 * Method: support points, then an incremental hull of them (Preparata and Hong 1977) in whole numbers. Cubes give many
 * points in one plane, where such a hull has no unique triangles; so the decisions are made for points that are moved
 * by up to a 500th of a cube, each always the same way, and exact for these: 19 bits a coordinate, 59 bits a
 * determinant. A tolerance could answer differently for two faces of one edge, and leave the hull open.
 */
final class ConvexHull {
    private static final int SCALE = 4096;
    /** Points are moved by less than this in a grid of {@link #SCALE} steps a cube. */
    private static final int MOVED = 8;
    private static final int[][] FEW = directions(1), MANY = directions(2);

    private final int[] points;
    private final long[] moved;
    private final List<int[]> faces = new ArrayList<>();

    private ConvexHull(int[] points) {
        this.points = points;
        moved = new long[points.length];
        for (int i = 0; i < points.length; i++) {
            int hash = ((points[i - i % 3] * 73 + points[i - i % 3 + 1]) * 73 + points[i - i % 3 + 2]) * 3 + i % 3;
            hash *= 0x9E3779B1;
            moved[i] = (long) points[i] * SCALE + (hash >>> 28) - MOVED;
        }
        build();
    }

    /** As true as it gets here. */
    static ConvexHull of(int[] voxels) { return new ConvexHull(support(voxels, MANY)); }

    /** The volume of the hull in cubes, to compare ways to cut with. */
    static double roughVolume(int[] voxels) {
        return new ConvexHull(support(voxels, FEW)).volume();
    }

    /** x, y, z of the corners, in cubes. */
    int[] points() { return points; }

    /** Triangles that face outwards, by corner. */
    int[] triangles() {
        return faces.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private double volume() {
        double six = 0;
        for (int[] f : faces) six += determinant(points[3 * f[0]], points[3 * f[0] + 1], points[3 * f[0] + 2], f);
        return six / 6;
    }

    /** Six times the volume of the tetrahedron between the origin and a face. */
    private double determinant(double ax, double ay, double az, int[] f) {
        double bx = points[3 * f[1]], by = points[3 * f[1] + 1], bz = points[3 * f[1] + 2];
        double cx = points[3 * f[2]], cy = points[3 * f[2] + 1], cz = points[3 * f[2] + 2];
        return ax * (by * cz - bz * cy) - ay * (bx * cz - bz * cx) + az * (bx * cy - by * cx);
    }

    /** All directions of whole numbers up to a size, no two alike. */
    private static int[][] directions(int most) {
        List<int[]> found = new ArrayList<>();
        for (int x = -most; x <= most; x++) {
            for (int y = -most; y <= most; y++) {
                for (int z = -most; z <= most; z++) {
                    boolean even = x % 2 == 0 && y % 2 == 0 && z % 2 == 0;
                    if (!even) found.add(new int[]{x, y, z});
                }
            }
        }
        return found.toArray(int[][]::new);
    }

    /** The corners farthest in each direction; of equal ones that farthest in x, then y, then z. */
    private static int[] support(int[] voxels, int[][] directions) {
        Set<Long> corners = new HashSet<>();
        List<int[]> kept = new ArrayList<>();
        for (int[] d : directions) {
            long best = Long.MIN_VALUE;
            int[] corner = {0, 0, 0};
            for (int i = 0; i < voxels.length; i += 3) {
                long order = (voxels[i] * 128L + voxels[i + 1]) * 128 + voxels[i + 2];
                long far = ((long) d[0] * voxels[i] + d[1] * voxels[i + 1] + d[2] * voxels[i + 2] << 32) + order;
                if (far <= best) continue;
                best = far;
                for (int k = 0; k < 3; k++) corner[k] = voxels[i + k] + (d[k] >= 0 ? 1 : 0);
            }
            if (corners.add((corner[0] * 128L + corner[1]) * 128 + corner[2])) kept.add(corner);
        }
        return kept.stream().flatMapToInt(Arrays::stream).toArray();
    }

    private void build() {
        int n = points.length / 3;
        int[] first = tetrahedron(n);
        for (int skip = 0; skip < 4; skip++) {
            int[] face = new int[3];
            for (int i = 0, k = 0; i < 4; i++) if (i != skip) face[k++] = first[i];
            if (side(face, first[skip]) > 0) face = new int[]{face[1], face[0], face[2]};
            faces.add(face);
        }
        for (int i = 0; i < n; i++) add(i);
    }

    /** Four corners that span a volume; a cube has them. */
    private int[] tetrahedron(int n) {
        for (int a = 1; a < n; a++) {
            for (int b = a + 1; b < n; b++) {
                for (int c = b + 1; c < n; c++) { if (side(new int[]{0, a, b}, c) != 0) return new int[]{0, a, b, c}; }
            }
        }
        throw new IllegalStateException("cubes span a volume");
    }

    /** Replaces the faces that a point lies before by a cone over their rim. */
    private void add(int point) {
        Map<Long, int[]> rim = new LinkedHashMap<>();
        List<int[]> seen = new ArrayList<>();
        for (int[] face : faces) {
            if (side(face, point) <= 0) continue;
            seen.add(face);
            for (int k = 0; k < 3; k++) {
                int from = face[k], to = face[(k + 1) % 3];
                if (rim.remove((long) to << 32 | from) == null) rim.put((long) from << 32 | to, new int[]{from, to});
            }
        }
        faces.removeAll(seen);
        for (int[] edge : rim.values()) faces.add(new int[]{edge[0], edge[1], point});
    }

    /** Positive when a point lies before a face, 0 in its plane. */
    private long side(int[] f, int point) {
        long ax = moved[3 * f[0]], ay = moved[3 * f[0] + 1], az = moved[3 * f[0] + 2];
        long bx = moved[3 * f[1]] - ax, by = moved[3 * f[1] + 1] - ay, bz = moved[3 * f[1] + 2] - az;
        long cx = moved[3 * f[2]] - ax, cy = moved[3 * f[2] + 1] - ay, cz = moved[3 * f[2] + 2] - az;
        long px = moved[3 * point] - ax, py = moved[3 * point + 1] - ay, pz = moved[3 * point + 2] - az;
        return px * (by * cz - bz * cy) - py * (bx * cz - bz * cx) + pz * (bx * cy - by * cx);
    }
}
