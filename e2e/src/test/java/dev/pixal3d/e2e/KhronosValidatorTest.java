// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pixal3d.geometry.TexturedMesh;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.GlbOptions;
import dev.pixal3d.gltf.GlbWriter;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.TextureFormat;
import dev.pixal3d.image.RgbaImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way of writing a GLB satisfies the Khronos validator without an error or a warning. */
class KhronosValidatorTest {
    @Test
    void everyVariantIsValid(@TempDir Path folder) throws Exception {
        List<Path> files = new ArrayList<>();
        for (TextureFormat format : TextureFormat.values()) {
            for (GeometryCompression compression : GeometryCompression.values()) {
                for (AlphaMode alpha : AlphaMode.values()) {
                    Front front = alpha == AlphaMode.MASK ? Front.REFERENCE : Front.GLTF;
                    GlbOptions options = new GlbOptions(format, compression, front, Map.of("engine", "test"));
                    Path file = folder.resolve("%s-%s-%s.glb".formatted(format, compression, alpha));
                    files.add(Files.write(file, GlbWriter.write(wave(40), material(alpha), options)));
                }
            }
        }
        List<KhronosValidator.Report> reports = KhronosValidator.validate(files);
        assertThat(reports).hasSameSizeAs(files).allSatisfy(r -> assertThat(r.errors() + r.warnings()).as(r.toString())
                .isZero());
    }

    @Test
    void aDamagedFileIsReported(@TempDir Path folder) throws Exception {
        byte[] glb = GlbWriter.write(wave(8), material(AlphaMode.OPAQUE), GlbOptions.DEFAULT);
        glb[glb.length / 2] ^= 0x55;
        glb[8] ^= 1;
        List<KhronosValidator.Report> reports = KhronosValidator.validate(List.of(Files.write(folder.resolve("a.glb"),
                glb)));
        assertThat(reports.getFirst().errors()).isPositive();
    }

    /** A curved sheet of n by n squares. */
    private static TexturedMesh wave(int n) {
        int side = n + 1, vertices = side * side;
        float[] p = new float[3 * vertices], normals = new float[3 * vertices], uv = new float[2 * vertices],
                t = new float[4 * vertices];
        for (int i = 0; i < vertices; i++) {
            double x = i % side / (double) n - 0.5, y = 0.5 - i / side / (double) n;
            double slope = 0.6 * Math.cos(6 * x), norm = Math.sqrt(1 + slope * slope);
            p[3 * i] = (float) x;
            p[3 * i + 1] = (float) y;
            p[3 * i + 2] = (float) (0.1 * Math.sin(6 * x));
            normals[3 * i] = (float) (-slope / norm);
            normals[3 * i + 2] = (float) (1 / norm);
            t[4 * i] = (float) (1 / norm);
            t[4 * i + 2] = (float) (slope / norm);
            t[4 * i + 3] = 1;
            uv[2 * i] = (float) (x + 0.5);
            uv[2 * i + 1] = (float) (0.5 - y);
        }
        int[] triangles = new int[6 * n * n];
        for (int i = 0; i < n * n; i++) {
            int a = i / n * side + i % n, b = a + side;
            int[] two = {a, b, a + 1, a + 1, b, b + 1};
            System.arraycopy(two, 0, triangles, 6 * i, 6);
        }
        return new TexturedMesh(p, normals, uv, t, triangles, true);
    }

    private static Material material(AlphaMode mode) {
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
