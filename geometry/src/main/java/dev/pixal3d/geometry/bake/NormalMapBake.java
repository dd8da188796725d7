// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.geometry.mesh.NormalField;

/**
 * Bakes a tangent-space normal map, so that the simplified mesh is shaded like the full-resolution surface. Each normal
 * is expressed in the basis a renderer has at that texel (interpolated normal, tangent and bitangent, each normalised),
 * by solving for its three coordinates; the basis need not be orthogonal. Red is the tangent, green the bitangent (up
 * in the picture), blue the normal, 128 is zero.
 */
public final class NormalMapBake {
    private NormalMapBake() {}

    /**
     * Bakes the map.
     *
     * @param normals
     *            unit normals of the unwrapped mesh's vertices, length 3V
     * @param tangents
     *            {@link Tangents#of}, length 4V
     * @return R, G, B of each texel, length 3 size^2
     */
    public static byte[] bake(SurfaceMap map, float[] normals, float[] tangents, NormalField field,
            RunContext context) {
        int size = map.size();
        byte[] out = new byte[3 * size * size];
        Bands.run(size, "normal map", context, (from, to) -> {
            Basis basis = new Basis(map, normals, tangents);
            for (int i = from * size; i < to * size; i++) { if (map.triangle(i) >= 0) basis.write(i, field, out); }
        });
        if (map.isEmpty()) java.util.Arrays.fill(out, (byte) 128);
        map.gutter().fill(out, 3, context.parallel());
        return out;
    }

    /** What a renderer interpolates at a texel. */
    private static final class Basis {
        private final SurfaceMap map;
        private final float[] normals;
        private final float[] tangents;
        private final double[] weights = new double[4];
        private final double[] p = new double[3];
        private final double[] n = new double[3];
        private final double[] t = new double[3];
        private final double[] b = new double[3];
        private final float[] detail = new float[3];

        private Basis(SurfaceMap map, float[] normals, float[] tangents) {
            this.map = map;
            this.normals = normals;
            this.tangents = tangents;
        }

        private void write(int texel, NormalField field, byte[] out) {
            interpolate(texel);
            field.normal((float) p[0], (float) p[1], (float) p[2], (float) n[0], (float) n[1], (float) n[2], detail);
            double det = triple(t, b, n);
            double x = 0, y = 0, z = 1;
            if (Math.abs(det) > 1e-6) {
                x = triple(detail, b, n) / det;
                y = triple(t, detail, n) / det;
                z = triple(t, b, detail) / det;
            }
            // a map cannot say "behind the surface"
            z = Math.max(z, 0.02);
            double length = Math.sqrt(x * x + y * y + z * z);
            out[3 * texel] = encode(x / length);
            out[3 * texel + 1] = encode(y / length);
            out[3 * texel + 2] = encode(z / length);
        }

        private void interpolate(int texel) {
            map.barycentric(texel, weights);
            for (int k = 0; k < 3; k++) p[k] = n[k] = t[k] = b[k] = 0;
            for (int c = 0; c < 3; c++) {
                int v = map.mesh().triangles()[3 * map.triangle(texel) + c];
                double w = weights[c], sign = tangents[4 * v + 3];
                for (int k = 0; k < 3; k++) {
                    int k1 = (k + 1) % 3, k2 = (k + 2) % 3;
                    p[k] += w * map.mesh().positions()[3 * v + k];
                    n[k] += w * normals[3 * v + k];
                    t[k] += w * tangents[4 * v + k];
                    b[k] += w * sign * (normals[3 * v + k1] * tangents[4 * v + k2]
                            - normals[3 * v + k2] * tangents[4 * v + k1]);
                }
            }
            normalise(n);
            normalise(t);
            normalise(b);
        }

        private static void normalise(double[] a) {
            double length = Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
            for (int k = 0; k < 3 && length > 0; k++) a[k] /= length;
        }

        private double triple(float[] a, double[] q, double[] r) { return triple(a[0], a[1], a[2], q, r); }

        private double triple(double[] a, double[] q, double[] r) { return triple(a[0], a[1], a[2], q, r); }

        private double triple(double[] a, float[] q, double[] r) { return -triple(q, a, r); }

        private double triple(double[] a, double[] q, float[] r) { return triple(r, a, q); }

        private static double triple(double x, double y, double z, double[] q, double[] r) {
            return x * (q[1] * r[2] - q[2] * r[1]) + y * (q[2] * r[0] - q[0] * r[2]) + z * (q[0] * r[1] - q[1] * r[0]);
        }
    }

    private static byte encode(double value) { return (byte) Math.clamp(Math.round(127.5 + 127.5 * value), 0, 255); }
}
