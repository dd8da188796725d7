// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.geometry.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.image.RgbaImage;
import java.util.Optional;

/** A textured shape for the readers. */
final class TestModels {
    private TestModels() {}

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

    /** All maps, of 64 by 64 texels. */
    static Material material(AlphaMode mode) {
        byte[] base = new byte[4 * 64 * 64], data = new byte[base.length], normal = new byte[base.length];
        for (int i = 0; i < base.length; i += 4) {
            base[i] = (byte) i;
            base[i + 1] = (byte) (i >> 6);
            base[i + 3] = (byte) (i >> 5);
            data[i + 1] = (byte) 180;
            data[i + 2] = (byte) (i % 512 < 256 ? 255 : 0);
            normal[i] = normal[i + 1] = (byte) 128;
            normal[i + 2] = data[i + 3] = normal[i + 3] = (byte) 255;
        }
        return new Material(new RgbaImage(64, 64, base), new RgbaImage(64, 64, data), Optional.of(new RgbaImage(64, 64,
                normal)), true, mode);
    }
}
