// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.geometry.voxel.OVoxel;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * Volumes that no decoder should give and some do: {@value #COUNT} of them, in kinds of ten variants, the same every
 * time.
 */
final class TortureAssets {
    static final int COUNT = 200;

    private static final int VARIANTS = 10;

    /** A volume and what is odd about it. */
    record Asset(String name, OVoxel voxels) {
        @Override
        public String toString() { return name; }
    }

    @FunctionalInterface
    private interface Kind {
        OVoxel make(Random random, int variant);
    }

    /** Negative inside. */
    @FunctionalInterface
    private interface Field {
        double at(double x, double y, double z);
    }

    /** Whether a surface crosses the edge between two points. */
    @FunctionalInterface
    private interface Crossing {
        boolean between(double[] p, double[] q);
    }

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("empty", (r, v) -> new Grid(1 + 7 * v).build(r));
        KINDS.put("one voxel", TortureAssets::oneVoxel);
        KINDS.put("touching voxels", TortureAssets::touching);
        KINDS.put("full cube", (r, v) -> noise(4 + v, 1, v < 5 ? 1 : 0.5, r));
        KINDS.put("dense noise", (r, v) -> noise(8 + v, 0.5 + 0.05 * v, 0.5, r));
        KINDS.put("dust", (r, v) -> noise(32 + v, 0.002 * (1 + v), 0.7, r));
        KINDS.put("thin sheet", TortureAssets::sheet);
        KINDS.put("crossing sheets", TortureAssets::crossingSheets);
        KINDS.put("Moebius flags", TortureAssets::moebius);
        KINDS.put("needles", TortureAssets::needles);
        KINDS.put("cut by the border", (r, v) -> solid(16 + v, ball(0.45 + 0.04 * v)).build(r));
        KINDS.put("odd resolution", (r, v) -> solid(new int[]{9, 11, 13, 17, 23, 27, 31, 35, 41, 47}[v], ball(0.3))
                .build(r));
        KINDS.put("shells", (r, v) -> solid(28 + v, (x, y, z) -> Math.abs(ball(0.3).at(x, y, z)) - 0.01 - 0.006 * v)
                .build(r));
        KINDS.put("gyroid", TortureAssets::gyroid);
        KINDS.put("voxels missing", (r, v) -> solid(32, ball(0.33)).lose(r, 0.01 + 0.04 * v).build(r));
        KINDS.put("flags missing", (r, v) -> solid(32, ball(0.33)).clear(r, 0.003 * (1 << v)).build(r));
        KINDS.put("flags at random", (r, v) -> solid(24 + v, ball(0.33)).scramble(r, 0.1 + 0.09 * v).build(r));
        KINDS.put("odd attributes", TortureAssets::oddAttributes);
        KINDS.put("odd vertices", TortureAssets::oddVertices);
        KINDS.put("odd rows", TortureAssets::oddRows);
    }

    private TortureAssets() {}

    static Asset of(int number) {
        String name = List.copyOf(KINDS.keySet()).get(number / VARIANTS);
        int variant = number % VARIANTS;
        Random random = new Random(1000 + number);
        return new Asset(name + " " + variant, KINDS.getOrDefault(name, TortureAssets::oneVoxel).make(random, variant));
    }

    private static OVoxel oneVoxel(Random random, int variant) {
        Grid grid = new Grid(variant < 8 ? 8 : 1);
        int at = variant < 8 ? variant : 0;
        grid.flag(at, at, at, variant == 9 ? 7 : variant);
        return grid.build(random);
    }

    private static OVoxel touching(Random random, int variant) {
        Grid grid = new Grid(8);
        for (int i = 0; i <= variant; i++) {
            grid.flag(3 + (i & 1), 3 + (i >> 1 & 1), 3 + (i >> 2 & 1) + i / 8, 1 + random.nextInt(7));
        }
        return grid.build(random);
    }

    private static OVoxel noise(int resolution, double share, double flagShare, Random random) {
        Grid grid = new Grid(resolution);
        for (int x = 0; x < resolution; x++) {
            for (int y = 0; y < resolution; y++) {
                for (int z = 0; z < resolution; z++) {
                    if (random.nextDouble() >= share) continue;
                    int flags = 0;
                    for (int axis = 0; axis < 3; axis++) if (random.nextDouble() < flagShare) flags |= 1 << axis;
                    grid.flag(x, y, z, flags);
                }
            }
        }
        return grid.build(random);
    }

    private static OVoxel sheet(Random random, int variant) {
        double bend = 0.4 * variant / VARIANTS, tilt = 0.3 * variant;
        return walls(24 + variant, (p, q) -> {
            double a = p[2] + tilt * p[0] - bend * (p[0] * p[0] + p[1] * p[1]) - 0.013;
            double b = q[2] + tilt * q[0] - bend * (q[0] * q[0] + q[1] * q[1]) - 0.013;
            return a < 0 != b < 0 && Math.abs(p[0]) < 0.31 && Math.abs(p[1]) < 0.37;
        }).build(random);
    }

    private static OVoxel crossingSheets(Random random, int variant) {
        return walls(20 + variant, (p, q) -> {
            for (int k = 0; k <= variant % 3; k++) {
                double shift = 0.021 + 0.011 * variant * (p[(k + 1) % 3] + p[(k + 2) % 3]);
                if (p[k] - shift < 0 != q[k] - shift < 0 && Math.hypot(p[(k + 1) % 3], p[(k + 2) % 3]) < 0.4)
                    return true;
            }
            return false;
        }).build(random);
    }

    private static OVoxel moebius(Random random, int variant) {
        double width = 0.06 + 0.012 * variant;
        int turns = variant < 5 ? 1 : 3;
        return walls(28 + variant, (p, q) -> {
            double u = Math.atan2(p[1], p[0]), v = Math.atan2(q[1], q[0]);
            if (Math.abs(u - v) > Math.PI) v += u > v ? 2 * Math.PI : -2 * Math.PI;
            double a = across(p, u * turns / 2, false), b = across(q, v * turns / 2, false);
            return a < 0 != b < 0 && Math.abs(across(p, u * turns / 2, true)) < width;
        }).build(random);
    }

    private static double across(double[] p, double turn, boolean along) {
        double r = Math.hypot(p[0], p[1]) - 0.29;
        return along ? r * Math.cos(turn) + p[2] * Math.sin(turn) : p[2] * Math.cos(turn) - r * Math.sin(turn);
    }

    private static OVoxel needles(Random random, int variant) {
        double[][] ends = new double[1 + variant][6];
        for (double[] e : ends) for (int k = 0; k < 6; k++) e[k] = 0.9 * random.nextDouble() - 0.45;
        return solid(36, (x, y, z) -> {
            double least = 1;
            for (double[] e : ends) least = Math.min(least, segment(x, y, z, e));
            return least - 0.008 - 0.003 * variant;
        }).build(random);
    }

    private static double segment(double x, double y, double z, double[] e) {
        double dx = e[3] - e[0], dy = e[4] - e[1], dz = e[5] - e[2];
        double t = Math.clamp(((x - e[0]) * dx + (y - e[1]) * dy + (z - e[2]) * dz) / (dx * dx + dy * dy + dz * dz), 0,
                1);
        return Math.sqrt(Math.pow(x - e[0] - t * dx, 2) + Math.pow(y - e[1] - t * dy, 2)
                + Math.pow(z - e[2] - t * dz, 2));
    }

    private static OVoxel gyroid(Random random, int variant) {
        double k = 20 + 4 * variant;
        return solid(32, (x, y, z) -> Math.max(ball(0.4).at(x, y, z),
                Math.abs(Math.sin(k * x) * Math.cos(k * y) + Math.sin(k * y) * Math.cos(k * z)
                        + Math.sin(k * z) * Math.cos(k * x)) / k - 0.012))
                .build(random);
    }

    private static Field ball(double radius) { return (x, y, z) -> Math.sqrt(x * x + y * y + z * z) - radius; }

    private static OVoxel oddAttributes(Random random, int variant) {
        OVoxel voxels = solid(24, ball(0.33)).build(random);
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, -1, 2, 1e30f, -1e30f, -0f,
                Float.MIN_VALUE, Float.NaN};
        float[] attributes = voxels.attributes().clone();
        for (int i = 0; i < attributes.length; i++) {
            if (variant == 9 || random.nextInt(8) == 0) attributes[i] = odd[variant];
        }
        return new OVoxel(24, voxels.coords(), voxels.dual(), voxels.crossed(), attributes, Optional.empty());
    }

    private static OVoxel oddVertices(Random random, int variant) {
        OVoxel voxels = solid(24, ball(0.33)).build(random);
        float[] dual = voxels.dual().clone();
        float[] odd = {0, 1, -0.5f, 1.5f, 0.5f, -4, 4, Float.NaN, Float.POSITIVE_INFINITY, 1e20f};
        for (int i = 0; i < dual.length; i++) if (variant < 5 || random.nextInt(9) == 0) dual[i] = odd[variant];
        return new OVoxel(24, voxels.coords(), dual, voxels.crossed(), voxels.attributes(), Optional.empty());
    }

    /** Rows in any order, rows twice, rows outside the grid, unusable split weights. */
    private static OVoxel oddRows(Random random, int variant) {
        OVoxel voxels = solid(24, ball(0.33)).build(random);
        int n = voxels.count();
        List<Integer> rows = new java.util.ArrayList<>();
        for (int i = 0; i < n; i++) for (int k = 0; k <= (variant < 3 ? variant : 0); k++) rows.add(i);
        Collections.shuffle(rows, random);
        OVoxel mixed = select(voxels, rows);
        if (variant == 3) mixed.coords()[7] = 24;
        if (variant == 4) mixed.coords()[8] = -1;
        if (variant < 5) return mixed;
        float[] weights = new float[n];
        float[] odd = {0, -1, Float.NaN, Float.POSITIVE_INFINITY, 1e-30f};
        for (int i = 0; i < n; i++) weights[i] = random.nextBoolean() ? odd[variant - 5] : random.nextFloat();
        return new OVoxel(24, mixed.coords(), mixed.dual(), mixed.crossed(), mixed.attributes(), Optional.of(weights));
    }

    private static OVoxel select(OVoxel voxels, List<Integer> rows) {
        int n = rows.size();
        int[] coords = new int[3 * n];
        float[] dual = new float[3 * n], attributes = new float[OVoxel.ATTRIBUTES * n];
        byte[] crossed = new byte[n];
        for (int i = 0; i < n; i++) {
            int from = rows.get(i);
            System.arraycopy(voxels.coords(), 3 * from, coords, 3 * i, 3);
            System.arraycopy(voxels.dual(), 3 * from, dual, 3 * i, 3);
            System.arraycopy(voxels.attributes(), OVoxel.ATTRIBUTES * from, attributes, OVoxel.ATTRIBUTES * i,
                    OVoxel.ATTRIBUTES);
            crossed[i] = voxels.crossed()[from];
        }
        return new OVoxel(voxels.resolution(), coords, dual, crossed, attributes, Optional.empty());
    }

    private static Grid solid(int resolution, Field field) {
        return walls(resolution, (p, q) -> field.at(p[0], p[1], p[2]) < 0 != field.at(q[0], q[1], q[2]) < 0);
    }

    /** Every edge of the grid that is crossed, with the four voxels around it. */
    private static Grid walls(int resolution, Crossing crossing) {
        Grid grid = new Grid(resolution);
        int n = resolution + 1;
        for (int i = 0; i < n * n * n; i++) {
            int[] corner = {i / n / n, i / n % n, i % n};
            for (int axis = 0; axis < 3; axis++) {
                if (corner[axis] == resolution) continue;
                int[] end = corner.clone();
                end[axis]++;
                if (crossing.between(world(corner, resolution), world(end, resolution))) grid.wall(corner, axis);
            }
        }
        return grid;
    }

    private static double[] world(int[] corner, int resolution) {
        return Arrays.stream(corner).mapToDouble(c -> (double) c / resolution - 0.5).toArray();
    }

    /** Flags by voxel, in the order of their numbers. */
    private static final class Grid {
        private final int resolution;
        private final Map<Integer, Integer> flags = new java.util.TreeMap<>();

        private Grid(int resolution) { this.resolution = resolution; }

        /** Sets flags of a voxel; outside the grid nothing. */
        void flag(int x, int y, int z, int bits) {
            if (Math.min(x, Math.min(y, z)) < 0 || Math.max(x, Math.max(y, z)) >= resolution) return;
            flags.merge((x * resolution + y) * resolution + z, bits, (a, b) -> a | b);
        }

        /** Flags the edge from a corner along an axis and makes its voxels active. */
        void wall(int[] corner, int axis) {
            for (int i = 0; i < 4; i++) {
                int[] voxel = corner.clone();
                voxel[(axis + 1) % 3] -= i & 1;
                voxel[(axis + 2) % 3] -= i >> 1;
                flag(voxel[0], voxel[1], voxel[2], i == 3 ? 1 << axis : 0);
            }
        }

        Grid lose(Random random, double share) {
            flags.keySet().removeIf(_ -> random.nextDouble() < share);
            return this;
        }

        Grid clear(Random random, double share) {
            flags.replaceAll((_, bits) -> random.nextDouble() < share ? 0 : bits);
            return this;
        }

        Grid scramble(Random random, double share) {
            flags.replaceAll((_, bits) -> random.nextDouble() < share ? random.nextInt(8) : bits);
            return this;
        }

        OVoxel build(Random random) {
            int n = flags.size(), at = 0;
            int[] coords = new int[3 * n];
            byte[] crossed = new byte[n];
            for (Map.Entry<Integer, Integer> entry : flags.entrySet()) {
                int cell = entry.getKey();
                coords[3 * at] = cell / resolution / resolution;
                coords[3 * at + 1] = cell / resolution % resolution;
                coords[3 * at + 2] = cell % resolution;
                crossed[at++] = entry.getValue().byteValue();
            }
            float[] dual = new float[3 * n], attributes = new float[OVoxel.ATTRIBUTES * n];
            for (int i = 0; i < dual.length; i++) dual[i] = 0.3f + 0.4f * random.nextFloat();
            for (int i = 0; i < attributes.length; i++) attributes[i] = random.nextFloat();
            return new OVoxel(resolution, coords, dual, crossed, attributes, Optional.empty());
        }
    }
}
