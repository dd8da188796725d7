// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.TexturedMesh;
import dev.pixal3d.image.RgbaImage;
import java.util.Optional;

/** Small textured shapes for the tests. */
final class Samples {
    private Samples() {}

    /** A sphere of radius 0.4 with a cylindrical map, split along the seam. */
    static TexturedMesh sphere(int columns, int rows) {
        int vertices = (columns + 1) * (rows + 1), at = 0;
        float[] p = new float[3 * vertices], n = new float[3 * vertices], uv = new float[2 * vertices], t = new float[4
                * vertices];
        for (int r = 0; r <= rows; r++) {
            for (int c = 0; c <= columns; c++, at++) {
                double polar = Math.PI * r / rows, turn = 2 * Math.PI * (c % columns) / columns;
                double ring = r == 0 || r == rows ? 0 : Math.sin(polar);
                double[] d = {ring * Math.sin(turn), Math.cos(polar), ring * Math.cos(turn)};
                for (int k = 0; k < 3; k++) {
                    n[3 * at + k] = (float) d[k];
                    p[3 * at + k] = 0.4f * (float) d[k];
                }
                t[4 * at] = (float) Math.cos(turn);
                t[4 * at + 2] = (float) -Math.sin(turn);
                t[4 * at + 3] = 1;
                uv[2 * at] = (float) c / columns;
                uv[2 * at + 1] = (float) r / rows;
            }
        }
        int[] triangles = new int[6 * columns * (rows - 1)];
        int to = 0;
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int a = r * (columns + 1) + c, b = a + columns + 1;
                if (r > 0) {
                    triangles[to++] = a;
                    triangles[to++] = b;
                    triangles[to++] = a + 1;
                }
                if (r < rows - 1) {
                    triangles[to++] = a + 1;
                    triangles[to++] = b;
                    triangles[to++] = b + 1;
                }
            }
        }
        return new TexturedMesh(p, n, uv, t, triangles, false);
    }

    /** A square picture whose pixels are given by position. */
    static RgbaImage picture(int size, Pixel pixel) {
        byte[] out = new byte[4 * size * size];
        for (int y = 0, at = 0; y < size; y++) {
            for (int x = 0; x < size; x++, at += 4) {
                int argb = pixel.argb(x, y);
                out[at] = (byte) (argb >> 16);
                out[at + 1] = (byte) (argb >> 8);
                out[at + 2] = (byte) argb;
                out[at + 3] = (byte) (argb >> 24);
            }
        }
        return new RgbaImage(size, size, out);
    }

    @FunctionalInterface
    interface Pixel {
        int argb(int x, int y);
    }

    /** Colour ramps, one metallic half, a flat normal map. */
    static Material material(AlphaMode mode) {
        RgbaImage base = picture(64, (x, y) -> (x < 8 ? 0x40 : 0xff) << 24 | 4 * x << 16 | 4 * y << 8 | 0x60);
        RgbaImage rough = picture(64, (x, y) -> 0xffff0000 | 2 * y + 60 << 8 | (x < 32 ? 0 : 255));
        RgbaImage normal = picture(64, (_, _) -> 0xff8080ff);
        return new Material(base, rough, Optional.of(normal), true, mode);
    }
}
