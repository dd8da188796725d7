// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Problem;
import java.util.List;

/**
 * Which texture coordinates a texture takes, and how they are changed first (KHR_texture_transform).
 *
 * @param set
 *            number of the attribute: TEXCOORD_0 and so on
 * @param matrix
 *            u' = m0 u + m1 v + m2, v' = m3 u + m4 v + m5
 */
record UvMapping(int set, List<Float> matrix) {
    private static final List<Float> SAME = List.of(1f, 0f, 0f, 0f, 1f, 0f);
    static final UvMapping DEFAULT = new UvMapping(0, SAME);

    /** Of a texture that a material names. */
    static UvMapping of(JsonPath info) {
        int set = info.integer("texCoord", 0, Integer.MAX_VALUE, 0);
        return info.optionalObject("extensions").flatMap(e -> e.optionalObject("KHR_texture_transform"))
                .map(t -> of(t, set)).orElseGet(() -> new UvMapping(set, SAME));
    }

    private static UvMapping of(JsonPath transform, int set) {
        float[] offset = transform.numbers("offset", 0, 0), scale = transform.numbers("scale", 1, 1);
        double turn = transform.number("rotation", 0);
        float c = (float) Math.cos(turn), s = (float) Math.sin(turn);
        return new UvMapping(transform.integer("texCoord", 0, Integer.MAX_VALUE, set), List.of(c * scale[0],
                s * scale[1], offset[0], -s * scale[0], c * scale[1], offset[1]));
    }

    /** The coordinates that the texture is read at. */
    float[] apply(float[] uvs) {
        if (matrix.equals(SAME)) return uvs;
        float[] out = new float[uvs.length];
        for (int i = 0; i < uvs.length; i += 2) {
            for (int k = 0; k < 2; k++) {
                float x = matrix.get(3 * k) * uvs[i] + matrix.get(3 * k + 1) * uvs[i + 1] + matrix.get(3 * k + 2);
                if (!Float.isFinite(x)) {
                    throw Problem.unusable(
                            ("KHR_texture_transform: moves texture coordinates beyond all numbers (got %s, allowed "
                                    + "finite numbers). Export the model without it.")
                                    .formatted(x))
                            .exception();
                }
                out[i + k] = x;
            }
        }
        return out;
    }
}
