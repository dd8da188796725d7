// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import dev.pixal3d.core.ProblemException;

/**
 * A node's place in its scene.
 *
 * @param m
 *            4 by 4, column after column as glTF stores it
 */
record Transform(double[] m) {
    static final Transform IDENTITY = new Transform(new double[]{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1});

    static Transform of(JsonPath node) {
        if (node.has("matrix")) {
            float[] f = node.numbers("matrix", new float[16]);
            double[] m = new double[16];
            for (int i = 0; i < 16; i++) m[i] = f[i];
            return new Transform(m);
        }
        float[] t = node.numbers("translation", 0, 0, 0), q = node.numbers("rotation", 0, 0, 0, 1), s = node.numbers(
                "scale", 1, 1, 1);
        double x = q[0], y = q[1], z = q[2], w = q[3];
        return new Transform(new double[]{s[0] * (1 - 2 * (y * y + z * z)), s[0] * 2 * (x * y + z * w),
                s[0] * 2 * (x * z
                        - y * w),
                0, s[1] * 2 * (x * y - z * w), s[1] * (1 - 2 * (x * x + z * z)), s[1] * 2 * (y * z + x * w),
                0, s[2] * 2 * (x * z + y * w), s[2] * 2 * (y * z - x * w), s[2] * (1 - 2 * (x * x + y * y)), 0, t[0],
                t[1], t[2], 1});
    }

    /** This one applied after {@code inner}. */
    Transform after(Transform inner) {
        double[] out = new double[16];
        for (int c = 0; c < 4; c++) {
            for (int r = 0; r < 4; r++) {
                for (int k = 0; k < 4; k++) out[4 * c + r] += m[4 * k + r] * inner.m[4 * c + k];
            }
        }
        return new Transform(out);
    }

    boolean isIdentity() { return java.util.Arrays.equals(m, IDENTITY.m); }

    /** Whether it turns the winding of triangles round. */
    boolean mirrors() {
        double[] c = cofactors();
        return m[0] * c[0] + m[1] * c[1] + m[2] * c[2] < 0;
    }

    /** @throws ProblemException when a point comes to lie beyond what a float holds */
    float[] points(float[] xyz) {
        float[] out = new float[xyz.length];
        for (int i = 0; i < xyz.length; i += 3) {
            for (int r = 0; r < 3; r++) {
                float v = (float) (m[r] * xyz[i] + m[4 + r] * xyz[i + 1] + m[8 + r] * xyz[i + 2] + m[12 + r]);
                if (!Float.isFinite(v)) {
                    throw Problem.unusable(
                            ("nodes: a transform moves a vertex beyond all numbers (got %s, allowed finite "
                                    + "positions). The file is damaged; export it again.")
                                    .formatted(v))
                            .exception();
                }
                out[i + r] = v;
            }
        }
        return out;
    }

    /** Unit directions; normals go by the inverse transpose, tangents (stride 4) by the matrix. */
    float[] directions(float[] vectors, int stride) {
        double[] a = stride == 3 ? cofactors() : new double[]{m[0], m[1], m[2], m[4], m[5], m[6], m[8], m[9], m[10]};
        double sign = stride == 3 && mirrors() ? -1 : 1;
        float[] out = vectors.clone();
        for (int i = 0; i < vectors.length; i += stride) {
            double[] v = new double[3];
            double sum = 0;
            for (int r = 0; r < 3; r++) {
                v[r] = sign * (a[r] * vectors[i] + a[3 + r] * vectors[i + 1] + a[6 + r] * vectors[i + 2]);
                sum += v[r] * v[r];
            }
            double norm = sum > 0 ? 1 / Math.sqrt(sum) : 0;
            for (int r = 0; r < 3; r++) out[i + r] = (float) (v[r] * norm);
        }
        return out;
    }

    /** The cofactor matrix of the upper left part, column after column. */
    private double[] cofactors() {
        double[] c = new double[9];
        for (int col = 0; col < 3; col++) {
            int p = 4 * ((col + 1) % 3), q = 4 * ((col + 2) % 3);
            c[3 * col] = m[p + 1] * m[q + 2] - m[p + 2] * m[q + 1];
            c[3 * col + 1] = m[p + 2] * m[q] - m[p] * m[q + 2];
            c[3 * col + 2] = m[p] * m[q + 1] - m[p + 1] * m[q];
        }
        return c;
    }
}
