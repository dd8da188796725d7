// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;

/** Procedural O-Voxels: smooth solids, thin parts, and flags no surface would give. */
public final class SyntheticVoxels {
    public static final double RADIUS = 0.3;

    private SyntheticVoxels() {}

    /** A signed distance or any other implicit; negative inside. */
    @FunctionalInterface
    public interface Implicit {
        double at(double x, double y, double z);
    }

    public static OVoxel named(String name) { return Objects.requireNonNull(all().get(name)).get(); }

    public static Map<String, Supplier<OVoxel>> all() {
        Map<String, Supplier<OVoxel>> out = new LinkedHashMap<>();
        out.put("sphere", () -> of(32, SyntheticVoxels::sphere));
        out.put("sphere at an odd resolution", () -> of(37, SyntheticVoxels::sphere));
        out.put("sphere cut by the border", () -> of(24, (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - 0.55));
        out.put("gyroid", () -> of(40, SyntheticVoxels::gyroid));
        out.put("box", () -> of(32, SyntheticVoxels::box));
        out.put("machined part", () -> sharp(48, SyntheticVoxels::part));
        out.put("full cube", () -> flags(6, 1, 7, 1));
        out.put("dense noise", () -> flags(20, 0.6, 7, 2));
        out.put("sparse noise", () -> flags(20, 0.05, 7, 3));
        out.put("dust", () -> flags(32, 0.01, 7, 4));
        out.put("single voxel", () -> cells(8, new int[]{3, 4, 5}, (byte) 7));
        out.put("single wall", () -> cells(8, new int[]{3, 4, 5}, (byte) 2));
        out.put("voxel in the last corner", () -> cells(8, new int[]{7, 7, 7}, (byte) 7));
        out.put("touching voxels", () -> cells(8, new int[]{3, 3, 3, 4, 4, 4, 4, 4, 3, 3, 3, 5}, (byte) 7));
        out.put("strip", () -> strip());
        out.put("sheet", () -> sheet());
        out.put("flags of a Moebius band", () -> moebius());
        return out;
    }

    public static double sphere(double x, double y, double z) { return Math.sqrt(x * x + y * y + z * z) - RADIUS; }

    public static double gyroid(double x, double y, double z) {
        double k = 22;
        double g = Math.abs(Math.sin(k * x) * Math.cos(k * y) + Math.sin(k * y) * Math.cos(k * z)
                + Math.sin(k * z) * Math.cos(k * x)) / k - 0.02;
        return Math.max(g, Math.sqrt(x * x + y * y + z * z) - 0.4);
    }

    public static double box(double x, double y, double z) {
        return Math.max(Math.abs(x) - 0.31, Math.max(Math.abs(y) - 0.22, Math.abs(z) - 0.27));
    }

    /** Where in its voxel a dual vertex lies, from the edge crossings in voxel units relative to it. */
    @FunctionalInterface
    private interface Dual {
        double[] of(List<double[]> crossings, int x, int y, int z);
    }

    /** Voxels of an implicit, dual vertex = mean of the edge crossings. */
    public static OVoxel of(int resolution, Implicit f) {
        return of(resolution, f, (crossings, _, _, _) -> mean(crossings));
    }

    /**
     * Voxels of a solid with sharp edges: the dual vertex lies nearest to the tangent planes at the crossings (Ju et
     * al., "Dual Contouring of Hermite Data"), inside its voxel widened by half, so that it is on edges and corners
     * exactly.
     */
    public static OVoxel sharp(int resolution, Implicit f) {
        return of(resolution, f, (crossings, x, y, z) -> {
            for (double[] c : crossings) bisect(f, resolution, c, x, y, z);
            double[] mean = mean(crossings);
            double[][] a = new double[3][4];
            for (int k = 0; k < 3; k++) a[k][k] = 1e-4 * crossings.size();
            for (double[] c : crossings) {
                double[] n = normal(f, (x + c[0]) / resolution - 0.5, (y + c[1]) / resolution - 0.5,
                        (z + c[2]) / resolution - 0.5);
                double distance = 0;
                for (int k = 0; k < 3; k++) distance += n[k] * (c[k] - mean[k]);
                for (int i = 0; i < 3; i++) {
                    for (int j = 0; j < 3; j++) a[i][j] += n[i] * n[j];
                    a[i][3] += n[i] * distance;
                }
            }
            solve(a);
            double[] at = new double[3];
            for (int k = 0; k < 3; k++) at[k] = Math.clamp(mean[k] + a[k][3], -0.5, 1.5);
            return at;
        });
    }

    /** Moves a crossing along its edge to where the implicit vanishes; it is not linear across a sharp edge. */
    private static void bisect(Implicit f, int resolution, double[] c, int x, int y, int z) {
        int axis = 0;
        while (axis < 2 && c[axis] == Math.rint(c[axis])) axis++;
        double[] low = c.clone(), high = c.clone();
        low[axis] = 0;
        high[axis] = 1;
        boolean rising = value(f, resolution, low, x, y, z) < 0;
        for (int i = 0; i < 40; i++) {
            c[axis] = (low[axis] + high[axis]) / 2;
            (value(f, resolution, c, x, y, z) < 0 == rising ? low : high)[axis] = c[axis];
        }
    }

    private static double value(Implicit f, int resolution, double[] c, int x, int y, int z) {
        return f.at((x + c[0]) / resolution - 0.5, (y + c[1]) / resolution - 0.5, (z + c[2]) / resolution - 0.5);
    }

    /** Unit gradient. */
    public static double[] normal(Implicit f, double x, double y, double z) {
        double h = 1e-6;
        double[] n = {f.at(x + h, y, z) - f.at(x - h, y, z), f.at(x, y + h, z) - f.at(x, y - h, z),
                f.at(x, y, z + h) - f.at(x, y, z - h)};
        double length = Math.sqrt(n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
        for (int k = 0; k < 3; k++) n[k] /= length;
        return n;
    }

    /** Gauss-Jordan elimination of a positive definite 3 by 4 system; the solution is in the last column. */
    private static void solve(double[][] a) {
        for (int k = 0; k < 3; k++) {
            for (int j = 3; j >= k; j--) a[k][j] /= a[k][k];
            for (int i = 0; i < 3; i++) {
                if (i == k) continue;
                for (int j = 3; j >= k; j--) a[i][j] -= a[i][k] * a[k][j];
            }
        }
    }

    /**
     * A machined part: a block with a hole through it and a round boss on top; edges of 90 degrees, straight and round.
     */
    public static double part(double x, double y, double z) {
        double boss = Math.max(Math.hypot(x - BOSS_X, z) - BOSS_RADIUS, Math.abs(y - BLOCK[1]) - BOSS_HEIGHT);
        double block = Math.max(Math.abs(x) - BLOCK[0], Math.max(Math.abs(y) - BLOCK[1], Math.abs(z) - BLOCK[2]));
        double hole = HOLE_RADIUS - Math.hypot(x - HOLE_X, z);
        return Math.max(Math.min(block, boss), hole);
    }

    @SuppressWarnings("MutablePublicArray")
    public static final double[] BLOCK = {0.3771, 0.1213, 0.2339};
    public static final double BOSS_X = 0.2017, BOSS_RADIUS = 0.1123, BOSS_HEIGHT = 0.1531;
    public static final double HOLE_X = -0.1907, HOLE_RADIUS = 0.1371;

    private static OVoxel of(int resolution, Implicit f, Dual dual) {
        int n = resolution + 1;
        double[] value = new double[n * n * n];
        for (int x = 0, i = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                for (int z = 0; z < n; z++, i++) {
                    value[i] = f.at(x / (double) resolution - 0.5, y / (double) resolution - 0.5,
                            z / (double) resolution - 0.5);
                }
            }
        }
        Builder out = new Builder(resolution);
        for (int x = 0; x < resolution; x++) {
            for (int y = 0; y < resolution; y++)
                for (int z = 0; z < resolution; z++) voxel(out, value, n, x, y, z, dual);
        }
        return out.build();
    }

    private static void voxel(Builder out, double[] value, int n, int x, int y, int z, Dual dual) {
        int inside = 0;
        for (int k = 0; k < 8; k++) {
            if (value[((x + (k >> 2)) * n + y + (k >> 1 & 1)) * n + z + (k & 1)] < 0) inside++;
        }
        if (inside == 0 || inside == 8) return;
        List<double[]> crossings = new ArrayList<>();
        byte flags = 0;
        for (int edge = 0; edge < 12; edge++) {
            int axis = edge >> 2;
            int[] low = {x, y, z};
            low[(axis + 1) % 3] += edge >> 1 & 1;
            low[(axis + 2) % 3] += edge & 1;
            int[] high = low.clone();
            high[axis]++;
            double a = value[(low[0] * n + low[1]) * n + low[2]];
            double b = value[(high[0] * n + high[1]) * n + high[2]];
            if (a < 0 == b < 0) continue;
            double[] crossing = {low[0] - x, low[1] - y, low[2] - z};
            crossing[axis] += a / (a - b);
            crossings.add(crossing);
            if ((edge & 3) == 3) flags |= (byte) (1 << axis);
        }
        double[] at = dual.of(crossings, x, y, z);
        out.add(x, y, z, flags, at[0], at[1], at[2]);
    }

    private static double[] mean(List<double[]> points) {
        double[] mean = new double[3];
        for (double[] p : points) for (int k = 0; k < 3; k++) mean[k] += p[k] / points.size();
        return mean;
    }

    /** The same voxels in another order. */
    public static OVoxel shuffled(OVoxel voxels, long seed) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < voxels.count(); i++) rows.add(i);
        Collections.shuffle(rows, new Random(seed));
        return select(voxels, voxels.crossed(), rows);
    }

    /** Drops the flags of a share of the voxels and cuts balls of voxels out. */
    public static OVoxel leaky(OVoxel voxels, double share, int holes, double radius, long seed) {
        Random random = new Random(seed);
        byte[] crossed = voxels.crossed().clone();
        for (int i = 0; i < crossed.length; i++) if (random.nextDouble() < share) crossed[i] = 0;
        boolean[] gone = new boolean[crossed.length];
        for (int h = 0; h < holes; h++) {
            int centre = random.nextInt(crossed.length);
            for (int i = 0; i < gone.length; i++) {
                double d = 0;
                for (int k = 0; k < 3; k++) {
                    d += Math.pow(voxels.coords()[3 * i + k] - voxels.coords()[3 * centre + k], 2);
                }
                gone[i] |= d <= radius * radius;
            }
        }
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < gone.length; i++) if (!gone[i]) rows.add(i);
        return select(voxels, crossed, rows);
    }

    private static OVoxel select(OVoxel voxels, byte[] crossed, List<Integer> rows) {
        Builder out = new Builder(voxels.resolution());
        for (int i : rows) {
            int[] c = voxels.coords();
            float[] d = voxels.dual();
            out.add(c[3 * i], c[3 * i + 1], c[3 * i + 2], crossed[i], d[3 * i], d[3 * i + 1], d[3 * i + 2]);
        }
        return out.build();
    }

    /** Random voxels with random flags. */
    public static OVoxel flags(int resolution, double density, int mask, long seed) {
        Random random = new Random(seed);
        Builder out = new Builder(resolution);
        for (int x = 0; x < resolution; x++) {
            for (int y = 0; y < resolution; y++) {
                for (int z = 0; z < resolution; z++) {
                    if (random.nextDouble() >= density) continue;
                    byte flags = (byte) (density == 1 ? mask : random.nextInt(8) & mask);
                    out.add(x, y, z, flags, random.nextDouble(), random.nextDouble(), random.nextDouble());
                }
            }
        }
        return out.build();
    }

    private static OVoxel cells(int resolution, int[] coords, byte flags) {
        Builder out = new Builder(resolution);
        for (int i = 0; i < coords.length; i += 3) {
            out.add(coords[i], coords[i + 1], coords[i + 2], flags, 0.5, 0.5, 0.5);
        }
        return out.build();
    }

    private static OVoxel strip() {
        Builder out = new Builder(16);
        for (int x = 2; x < 12; x++) out.add(x, 5, 6, (byte) 4, 0.5, 0.5, 0.5);
        return out.build();
    }

    private static OVoxel sheet() {
        Builder out = new Builder(24);
        for (int x = 2; x < 20; x++) for (int y = 3; y < 15; y++) out.add(x, y, 9, (byte) 4, 0.5, 0.5, 0.4);
        return out.build();
    }

    /** A band of walls that turns once about its middle line: no consistent orientation exists. */
    private static OVoxel moebius() {
        int resolution = 48;
        boolean[] done = new boolean[3 * resolution * resolution * resolution];
        Builder out = new Builder(resolution);
        byte[] flags = new byte[resolution * resolution * resolution];
        for (int i = 0; i < 4000; i++) {
            double u = 2 * Math.PI * i / 4000;
            for (int j = -40; j <= 40; j++) {
                double v = j / 40.0 * 7;
                double r = 15 + v * Math.cos(u / 2);
                int x = (int) Math.round(24 + r * Math.cos(u));
                int y = (int) Math.round(24 + r * Math.sin(u));
                int z = (int) Math.round(24 + v * Math.sin(u / 2));
                double up = Math.abs(Math.cos(u / 2));
                int axis = up > 0.7 ? 2 : Math.abs(Math.cos(u)) > 0.7 ? 0 : 1;
                int cell = (x * resolution + y) * resolution + z;
                flags[cell] |= (byte) (1 << axis);
                done[cell] = true;
            }
        }
        for (int cell = 0; cell < flags.length; cell++) {
            if (!done[cell]) continue;
            out.add(cell / resolution / resolution, cell / resolution % resolution, cell % resolution, flags[cell], 0.5,
                    0.5, 0.5);
        }
        return out.build();
    }

    /** Grows the arrays of an O-Voxel. */
    public static final class Builder {
        private final int resolution;
        private final List<int[]> cells = new ArrayList<>();
        private final List<double[]> duals = new ArrayList<>();

        Builder(int resolution) { this.resolution = resolution; }

        void add(int x, int y, int z, byte flags, double dx, double dy, double dz) {
            cells.add(new int[]{x, y, z, flags});
            duals.add(new double[]{dx, dy, dz});
        }

        OVoxel build() {
            int n = cells.size();
            int[] coords = new int[3 * n];
            float[] dual = new float[3 * n];
            byte[] crossed = new byte[n];
            for (int i = 0; i < n; i++) {
                for (int k = 0; k < 3; k++) {
                    coords[3 * i + k] = cells.get(i)[k];
                    dual[3 * i + k] = (float) duals.get(i)[k];
                }
                crossed[i] = (byte) cells.get(i)[3];
            }
            return new OVoxel(resolution, coords, dual, crossed, new float[OVoxel.ATTRIBUTES * n], Optional.empty());
        }
    }
}
