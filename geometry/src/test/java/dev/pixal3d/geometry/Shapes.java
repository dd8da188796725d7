// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry;

import dev.pixal3d.geometry.mesh.Mesh;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Procedural meshes for tests. */
public final class Shapes {
    private Shapes() {}

    /** A distance to a surface; negative inside. */
    @FunctionalInterface
    public interface Field {
        double at(double x, double y, double z);
    }

    /** A cube made of {@code n} by {@code n} squares a side, its vertices moved to radius(direction). */
    public static Mesh star(int n, Field radius) {
        Mesh cube = box(n, 0.5, 0.5, 0.5);
        float[] p = cube.positions().clone();
        for (int i = 0; i < p.length; i += 3) {
            double x = Math.tan(p[i] * Math.PI / 2), y = Math.tan(p[i + 1] * Math.PI / 2);
            double z = Math.tan(p[i + 2] * Math.PI / 2);
            double l = Math.sqrt(x * x + y * y + z * z);
            double r = radius.at(x / l, y / l, z / l);
            p[i] = (float) (x / l * r);
            p[i + 1] = (float) (y / l * r);
            p[i + 2] = (float) (z / l * r);
        }
        return new Mesh(p, cube.triangles());
    }

    public static Mesh sphere(int n, double radius) { return star(n, (_, _, _) -> radius); }

    /** A sphere with coarse and fine bumps. */
    public static Mesh bumpySphere(int n) {
        return star(n, (x, y, z) -> {
            double r = 0.31;
            for (int i = 0; i < 30; i++) {
                r = 0.31 + 0.015 * Math.sin(23 * x * r) * Math.sin(19 * y * r + 1) * Math.sin(21 * z * r)
                        + 0.003 * Math.sin(90 * x * r) * Math.sin(80 * y * r) * Math.sin(85 * z * r);
            }
            return r;
        });
    }

    /** A closed box with shared vertices, n squares along each edge, half sides a, b, c. */
    public static Mesh box(int n, double a, double b, double c) {
        Map<Long, Integer> index = new HashMap<>();
        float[] positions = new float[3 * (6 * n * n + 2)];
        int[] triangles = new int[36 * n * n];
        int t = 0;
        for (int axis = 0; axis < 3; axis++) {
            for (int end = 0; end < 2; end++) {
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) {
                        int[] q = new int[4];
                        for (int k = 0; k < 4; k++) {
                            int[] g = new int[3];
                            g[axis] = end * n;
                            g[(axis + 1) % 3] = i + (k == 1 || k == 2 ? 1 : 0);
                            g[(axis + 2) % 3] = j + (k >= 2 ? 1 : 0);
                            long key = ((long) g[0] * (n + 1) + g[1]) * (n + 1) + g[2];
                            Integer known = index.get(key);
                            if (known == null) {
                                known = index.size();
                                index.put(key, known);
                                positions[3 * known] = (float) ((2.0 * g[0] / n - 1) * a);
                                positions[3 * known + 1] = (float) ((2.0 * g[1] / n - 1) * b);
                                positions[3 * known + 2] = (float) ((2.0 * g[2] / n - 1) * c);
                            }
                            q[k] = known;
                        }
                        int[] order = end == 1 ? new int[]{0, 1, 2, 0, 2, 3} : new int[]{0, 2, 1, 0, 3, 2};
                        for (int o : order) triangles[t++] = q[o];
                    }
                }
            }
        }
        return new Mesh(positions, triangles);
    }

    public static Mesh torus(int major, int minor, double ring, double tube) {
        float[] positions = new float[3 * major * minor];
        int[] triangles = new int[6 * major * minor];
        for (int i = 0, t = 0; i < major; i++) {
            for (int j = 0; j < minor; j++) {
                double u = 2 * Math.PI * i / major, v = 2 * Math.PI * j / minor;
                int k = i * minor + j;
                positions[3 * k] = (float) ((ring + tube * Math.cos(v)) * Math.cos(u));
                positions[3 * k + 1] = (float) ((ring + tube * Math.cos(v)) * Math.sin(u));
                positions[3 * k + 2] = (float) (tube * Math.sin(v));
                int a = k, b = (i + 1) % major * minor + j;
                int c = (i + 1) % major * minor + (j + 1) % minor, d = i * minor + (j + 1) % minor;
                for (int o : new int[]{a, b, c, a, c, d}) triangles[t++] = o;
            }
        }
        return new Mesh(positions, triangles);
    }

    /** A ball with long random spikes. */
    public static Mesh hedgehog(int n, long seed) {
        Random random = new Random(seed);
        Mesh sphere = sphere(n, 0.15);
        float[] p = sphere.positions().clone();
        for (int i = 0; i < p.length; i += 3) {
            double s = random.nextInt(5) == 0 ? 1 + 2 * random.nextDouble() : 1;
            for (int k = 0; k < 3; k++) p[i + k] *= (float) s;
        }
        return new Mesh(p, sphere.triangles());
    }

    /** Random triangles over few vertices: every kind of bad edge. */
    public static Mesh soup(int vertices, int triangles, long seed) {
        Random random = new Random(seed);
        float[] p = new float[3 * vertices];
        for (int i = 0; i < p.length; i++) p[i] = random.nextFloat() - 0.5f;
        int[] t = new int[3 * triangles];
        for (int i = 0; i < t.length; i++) t[i] = random.nextInt(vertices);
        return new Mesh(p, t);
    }

    /** A one-sided strip. */
    public static Mesh moebius(int n) {
        float[] p = new float[6 * n];
        int[] t = new int[6 * n];
        for (int i = 0; i < n; i++) {
            double u = 2 * Math.PI * i / n;
            for (int s = 0; s < 2; s++) {
                double w = (s - 0.5) * 0.2, r = 0.3 + w * Math.cos(u / 2);
                p[6 * i + 3 * s] = (float) (r * Math.cos(u));
                p[6 * i + 3 * s + 1] = (float) (r * Math.sin(u));
                p[6 * i + 3 * s + 2] = (float) (w * Math.sin(u / 2));
            }
            int a = 2 * i, b = 2 * i + 1, c = i + 1 < n ? 2 * i + 2 : 1, d = i + 1 < n ? 2 * i + 3 : 0;
            int[] q = {a, c, b, b, c, d};
            System.arraycopy(q, 0, t, 6 * i, 6);
        }
        return new Mesh(p, t);
    }

    /** The level set of a field by dual contouring without sharp features, on n^3 cells of the unit cube. */
    public static Mesh surface(int n, Field field) {
        int m = n + 1;
        double[] f = new double[m * m * m];
        for (int i = 0; i < f.length; i++) {
            f[i] = field.at((double) (i / m / m) / n - 0.5, (double) (i / m % m) / n - 0.5, (double) (i % m) / n
                    - 0.5);
        }
        int[] vertex = new int[m * m * m];
        float[] positions = new float[1 << 12];
        int count = 0;
        int[] step = {m * m, m, 1};
        for (int x = 0; x < n; x++) {
            for (int y = 0; y < n; y++) {
                for (int z = 0; z < n; z++) {
                    double[] sum = new double[3];
                    int crossings = 0;
                    for (int axis = 0; axis < 3; axis++) {
                        for (int k = 0; k < 4; k++) {
                            int[] g = {x, y, z};
                            g[(axis + 1) % 3] += k & 1;
                            g[(axis + 2) % 3] += k >> 1;
                            int at = (g[0] * m + g[1]) * m + g[2];
                            double a = f[at], b = f[at + step[axis]];
                            if (a < 0 == b < 0) continue;
                            for (int j = 0; j < 3; j++) sum[j] += g[j] + (j == axis ? a / (a - b) : 0);
                            crossings++;
                        }
                    }
                    if (crossings == 0) continue;
                    if (3 * count + 3 > positions.length) {
                        positions = java.util.Arrays.copyOf(positions, 2 * positions.length);
                    }
                    for (int j = 0; j < 3; j++) { positions[3 * count + j] = (float) (sum[j] / crossings / n - 0.5); }
                    vertex[(x * m + y) * m + z] = count++;
                }
            }
        }
        int[] triangles = new int[1 << 12];
        int t = 0;
        for (int axis = 0; axis < 3; axis++) {
            int sb = step[(axis + 1) % 3], sc = step[(axis + 2) % 3];
            for (int i = 0; i < f.length; i++) {
                int[] g = {i / m / m, i / m % m, i % m};
                if (g[axis] == n || g[(axis + 1) % 3] == 0 || g[(axis + 2) % 3] == 0 || g[(axis + 1) % 3] == n
                        || g[(axis + 2) % 3] == n)
                    continue;
                boolean in = f[i] < 0, out = f[i + step[axis]] < 0;
                if (in == out) continue;
                int a = vertex[i - sb - sc], b = vertex[i - sc], c = vertex[i], d = vertex[i - sb];
                int[] q = in ? new int[]{a, b, c, a, c, d} : new int[]{a, c, b, a, d, c};
                if (t + 6 > triangles.length) triangles = java.util.Arrays.copyOf(triangles, 2 * triangles.length);
                System.arraycopy(q, 0, triangles, t, 6);
                t += 6;
            }
        }
        return new Mesh(java.util.Arrays.copyOf(positions, 3 * count), java.util.Arrays.copyOf(triangles, t));
    }

    /** A hollow ball below, gyroid sheets above, blended. */
    public static Mesh gyroid(int n) {
        return surface(n, (x, y, z) -> {
            double r = Math.sqrt(x * x + y * y + z * z), k = 34;
            double shell = Math.max(Math.max(r - 0.31, 0.22 - r), z - 0.1);
            double g = Math.sin(k * x) * Math.cos(k * y) + Math.sin(k * y) * Math.cos(k * z)
                    + Math.sin(k * z) * Math.cos(k * x);
            double sheets = Math.max(Math.max(Math.abs(g) / k - 0.01, r - 0.30), 0.08 - z);
            double h = Math.clamp(0.5 + 0.5 * (sheets - shell) / 0.02, 0, 1);
            return sheets * (1 - h) + shell * h - 0.02 * h * (1 - h);
        });
    }
}
