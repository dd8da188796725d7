// SPDX-License-Identifier: MIT
package dev.pixal3d.training.objects;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.GlbTexture;
import dev.pixal3d.image.RgbaImage;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** Collects parts, each a grid of points over texture space, under a frame that can be moved. Not thread-safe. */
final class SolidBuilder {
    /** A surface over u, v in [0, 1]. */
    interface Surface {
        void at(double u, double v, double[] xyz);
    }

    private record Part(float[] positions, float[] normals, float[] uvs, int[] triangles, RgbaImage paint) {}

    private final List<Part> parts = new ArrayList<>();
    private final double[] frame = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};
    private final List<double[]> saved = new ArrayList<>();

    void push() { saved.add(frame.clone()); }

    void pop() {
        double[] last = saved.removeLast();
        System.arraycopy(last, 0, frame, 0, 12);
    }

    SolidBuilder move(double x, double y, double z) {
        for (int r = 0; r < 3; r++) frame[4 * r + 3] += frame[4 * r] * x + frame[4 * r + 1] * y + frame[4 * r + 2] * z;
        return this;
    }

    SolidBuilder scale(double x, double y, double z) {
        for (int r = 0; r < 3; r++) {
            frame[4 * r] *= x;
            frame[4 * r + 1] *= y;
            frame[4 * r + 2] *= z;
        }
        return this;
    }

    /** Turns about an axis (0 x, 1 y, 2 z), in radians. */
    SolidBuilder turn(int axis, double angle) {
        int a = (axis + 1) % 3, b = (axis + 2) % 3;
        double c = Math.cos(angle), s = Math.sin(angle);
        for (int r = 0; r < 3; r++) {
            double p = frame[4 * r + a], q = frame[4 * r + b];
            frame[4 * r + a] = p * c + q * s;
            frame[4 * r + b] = q * c - p * s;
        }
        return this;
    }

    /** A surface as a grid of n by m faces. */
    void surface(int n, int m, RgbaImage paint, Surface surface) {
        int w = n + 1, count = w * (m + 1);
        float[] p = new float[3 * count], normals = new float[3 * count], uvs = new float[2 * count];
        double[] xyz = new double[3];
        for (int j = 0, i = 0; j <= m; j++) {
            for (int k = 0; k <= n; k++, i++) {
                double u = (double) k / n, v = (double) j / m;
                surface.at(u, v, xyz);
                for (int r = 0; r < 3; r++) {
                    p[3 * i + r] = (float) (frame[4 * r] * xyz[0] + frame[4 * r + 1] * xyz[1] + frame[4 * r + 2]
                            * xyz[2] + frame[4 * r + 3]);
                }
                uvs[2 * i] = (float) u;
                uvs[2 * i + 1] = (float) v;
            }
        }
        for (int j = 0, i = 0; j <= m; j++) for (int k = 0; k <= n; k++, i++) normal(p, i, k, n, j, m, w, normals);
        int[] triangles = new int[6 * n * m];
        for (int j = 0, at = 0; j < m; j++) {
            for (int k = 0; k < n; k++) {
                int a = j * w + k;
                for (int c : new int[]{a, a + 1, a + w, a + w, a + 1, a + w + 1}) triangles[at++] = c;
            }
        }
        parts.add(new Part(p, normals, uvs, triangles, paint));
    }

    private static void normal(float[] p, int i, int k, int n, int j, int m, int w, float[] out) {
        int l = k > 0 ? i - 1 : i, r = k < n ? i + 1 : i, t = j > 0 ? i - w : i, b = j < m ? i + w : i;
        double[] a = new double[3], c = new double[3];
        for (int d = 0; d < 3; d++) {
            a[d] = p[3 * r + d] - p[3 * l + d];
            c[d] = p[3 * b + d] - p[3 * t + d];
        }
        double x = a[1] * c[2] - a[2] * c[1], y = a[2] * c[0] - a[0] * c[2], z = a[0] * c[1] - a[1] * c[0];
        double norm = Math.sqrt(x * x + y * y + z * z);
        if (norm < 1e-20) norm = 1;
        out[3 * i] = (float) (x / norm);
        out[3 * i + 1] = (float) (y / norm);
        out[3 * i + 2] = (float) (z / norm);
    }

    /** A box with half extents about the origin; each side shows the whole paint. */
    void box(double x, double y, double z, RgbaImage paint) {
        taperedBox(x, y, z, 1, 1, paint);
    }

    /** A box whose top is scaled in x and z: also pyramids, wedges and roofs. */
    void taperedBox(double x, double y, double z, double topX, double topZ, RgbaImage paint) {
        for (int side = 0; side < 4; side++) {
            double a0 = Math.PI / 2 * side + Math.PI / 4, a1 = a0 + Math.PI / 2;
            double x0 = Math.signum(Math.cos(a0)), z0 = Math.signum(Math.sin(a0)), x1 = Math.signum(Math.cos(a1));
            double z1 = Math.signum(Math.sin(a1));
            surface(1, 1, paint, (u, v, out) -> {
                double sx = 1 + (topX - 1) * (1 - v), sz = 1 + (topZ - 1) * (1 - v);
                out[0] = x * sx * (x1 + (x0 - x1) * u);
                out[1] = y * (1 - 2 * v);
                out[2] = z * sz * (z1 + (z0 - z1) * u);
            });
        }
        surface(1, 1, paint, (u, v, out) -> set(out, x * topX * (2 * u - 1), y, z * topZ * (2 * v - 1)));
        surface(1, 1, paint, (u, v, out) -> set(out, x * (2 * u - 1), -y, z * (2 * v - 1)));
    }

    /** A body of revolution about y; radius and height over v from 0 (top) to 1. */
    void lathe(double[] radius, double[] height, int sides, RgbaImage paint) {
        int m = radius.length - 1;
        surface(sides, m, paint, (u, v, out) -> {
            int i = (int) Math.round(v * m);
            double a = 2 * Math.PI * u;
            set(out, radius[i] * Math.sin(a), height[i], radius[i] * Math.cos(a));
        });
    }

    /** A closed cylinder or cone about y between -half and half. */
    void cylinder(double bottom, double top, double half, int sides, RgbaImage paint) {
        lathe(new double[]{0, top, bottom, 0}, new double[]{half, half, -half, -half}, sides, paint);
    }

    /** A superquadric: exponent 1 is an ellipsoid, below 1 a rounded box. */
    void ball(double x, double y, double z, double exponent, RgbaImage paint) {
        surface(20, 14, paint, (u, v, out) -> {
            double a = 2 * Math.PI * u, b = Math.PI * (v - 0.5);
            double cb = power(Math.cos(b), exponent), sb = power(Math.sin(b), exponent);
            set(out, x * cb * power(Math.sin(a), exponent), -y * sb, z * cb * power(Math.cos(a), exponent));
        });
    }

    /** A ball that noise has dented: stones, foliage, clay. */
    void lump(double radius, double rough, double scale, RandomGenerator random, RgbaImage paint) {
        ValueNoise noise = new ValueNoise(random.nextLong());
        surface(28, 20, paint, (u, v, out) -> {
            double a = 2 * Math.PI * u, b = Math.PI * (v - 0.5);
            double x = Math.cos(b) * Math.sin(a), y = -Math.sin(b), z = Math.cos(b) * Math.cos(a);
            double r = radius * (1 + rough * (noise.at(x * scale, y * scale, z * scale)
                    + 0.5 * noise.at(2 * x * scale, 2 * y * scale, 2 * z * scale)));
            set(out, r * x, r * y, r * z);
        });
    }

    /** A limb between two points with round ends. */
    void limb(double[] from, double[] to, double r0, double r1, RgbaImage paint) {
        double[] d = {to[0] - from[0], to[1] - from[1], to[2] - from[2]};
        double length = Math.sqrt(d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
        if (length < 1e-9) return;
        double[] side = Math.abs(d[1]) > 0.9 * length ? new double[]{1, 0, 0} : new double[]{0, 1, 0};
        double[] p = unit(cross(d, side)), q = unit(cross(p, d));
        int rings = 10;
        surface(12, rings, paint, (u, v, out) -> {
            double t, r;
            if (v < 0.3) {
                double b = Math.PI / 2 * (1 - v / 0.3);
                t = -r0 * Math.sin(b) / length;
                r = r0 * Math.cos(b);
            } else if (v > 0.7) {
                double b = Math.PI / 2 * (v - 0.7) / 0.3;
                t = 1 + r1 * Math.sin(b) / length;
                r = r1 * Math.cos(b);
            } else {
                t = (v - 0.3) / 0.4;
                r = r0 + (r1 - r0) * t;
            }
            double a = 2 * Math.PI * u;
            for (int k = 0; k < 3; k++) out[k] = from[k] + t * d[k] + r * (Math.cos(a) * p[k] + Math.sin(a) * q[k]);
        });
    }

    /** A ring in the plane of x and y. */
    void torus(double radius, double thickness, RgbaImage paint) {
        surface(24, 10, paint, (u, v, out) -> {
            double a = 2 * Math.PI * u, b = 2 * Math.PI * v, r = radius + thickness * Math.cos(b);
            set(out, r * Math.cos(a), r * Math.sin(a), thickness * Math.sin(b));
        });
    }

    /** A flat outline (closed, x and y by turns) given a thickness in z. */
    void plate(double[] outline, double half, RgbaImage paint) {
        int n = outline.length / 2;
        double cx = 0, cy = 0;
        for (int i = 0; i < n; i++) {
            cx += outline[2 * i] / n;
            cy += outline[2 * i + 1] / n;
        }
        double mx = cx, my = cy;
        for (int sign = -1; sign <= 1; sign += 2) {
            int s = sign;
            surface(n, 1, paint, (u, v, out) -> {
                int i = (int) Math.round(u * n) % n;
                set(out, mx + v * (outline[2 * i] - mx), my + v * (outline[2 * i + 1] - my), s * half);
            });
        }
        surface(n, 1, paint, (u, v, out) -> {
            int i = (int) Math.round(u * n) % n;
            set(out, outline[2 * i], outline[2 * i + 1], half * (1 - 2 * v));
        });
    }

    /** Everything so far as a model. */
    GlbModel model() {
        List<GlbPrimitive> primitives = new ArrayList<>();
        List<GlbTexture> textures = new ArrayList<>();
        IdentityHashMap<RgbaImage, GlbMaterial> materials = new IdentityHashMap<>();
        for (Part part : parts) {
            GlbMaterial material = materials.computeIfAbsent(part.paint(), paint -> {
                GlbTexture texture = new GlbTexture(paint, "", 0, false, false);
                textures.add(texture);
                return new GlbMaterial("paint" + textures.size(), new float[]{1, 1, 1, 1}, 0, 0.8f,
                        Optional.of(texture), Optional.empty(), Optional.empty(), 1, Optional.empty(), 1,
                        AlphaMode.OPAQUE, 0.5f, true);
            });
            primitives.add(new GlbPrimitive(new TexturedMesh(part.positions(), part.normals(), part.uvs(),
                    new float[part.positions().length / 3 * 4], part.triangles(), true), material));
        }
        return new GlbModel("", Map.of(), List.of(), primitives, textures, List.of());
    }

    private static void set(double[] out, double x, double y, double z) {
        out[0] = x;
        out[1] = y;
        out[2] = z;
    }

    private static double power(double x, double e) { return Math.signum(x) * Math.pow(Math.abs(x), e); }

    private static double[] cross(double[] a, double[] b) {
        return new double[]{a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
    }

    private static double[] unit(double[] a) {
        double n = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
        return new double[]{a[0] / n, a[1] / n, a[2] / n};
    }
}
