// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.VertexNormals;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.image.RgbaImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Small textured shapes for tests, here and in modules that use this one. */
public final class Samples {
    private Samples() {}

    /** A sphere of radius 0.4 with a cylindrical map, split along the seam. */
    public static TexturedMesh sphere(int columns, int rows) {
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

    /** The sphere stretched and turned, so that no view of it looks like its mirror image or its back. */
    public static TexturedMesh egg(int columns, int rows) {
        double[] m = {0.95, 0.25, 0.2, -0.45, 1.15, 0.1, 0.3, -0.15, 0.7};
        double[] cofactors = new double[9];
        for (int i = 0; i < 9; i++) {
            int r = i / 3, c = i % 3, r1 = (r + 1) % 3 * 3, r2 = (r + 2) % 3 * 3, c1 = (c + 1) % 3, c2 = (c + 2) % 3;
            cofactors[i] = m[r1 + c1] * m[r2 + c2] - m[r1 + c2] * m[r2 + c1];
        }
        TexturedMesh sphere = sphere(columns, rows);
        return new TexturedMesh(mapped(sphere.positions(), 3, m, false), mapped(sphere.normals(), 3, cofactors, true),
                sphere.uvs(), mapped(sphere.tangents(), 4, m, true), sphere.triangles(), false);
    }

    private static float[] mapped(float[] vectors, int stride, double[] m, boolean unit) {
        float[] out = vectors.clone();
        for (int i = 0; i < out.length; i += stride) {
            double length = 0;
            for (int r = 0; r < 3; r++) {
                double sum = 0;
                for (int c = 0; c < 3; c++) sum += m[3 * r + c] * vectors[i + c];
                out[i + r] = (float) sum;
                length += sum * sum;
            }
            for (int r = 0; unit && r < 3; r++) out[i + r] /= (float) Math.sqrt(length);
        }
        return out;
    }

    /** A square picture whose pixels are given by position. */
    public static RgbaImage picture(int size, Pixel pixel) {
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
    public interface Pixel {
        int argb(int x, int y);
    }

    /** A normal map of bumps that lean to one side, so that a mirrored or swapped axis shows. */
    public static RgbaImage bumps() {
        return picture(64, (x, y) -> {
            double nx = 0.2 + 0.4 * Math.sin(x * Math.PI / 8), ny = 0.5 * Math.cos(y * Math.PI / 16);
            double nz = Math.sqrt(1 - nx * nx - ny * ny);
            return 0xff << 24 | channel(nx) << 16 | channel(ny) << 8 | channel(nz);
        });
    }

    private static int channel(double n) { return (int) Math.round(127.5 * (n + 1)); }

    /** Colour ramps, one metallic half, a flat normal map. */
    public static Material material(AlphaMode mode) {
        RgbaImage base = picture(64, (x, y) -> (x < 8 ? 0x40 : 0xff) << 24 | 4 * x << 16 | 4 * y << 8 | 0x60);
        RgbaImage rough = picture(64, (x, y) -> 0xffff0000 | 2 * y + 60 << 8 | (x < 32 ? 0 : 255));
        RgbaImage normal = picture(64, (_, _) -> 0xff8080ff);
        return new Material(base, rough, Optional.of(normal), true, mode);
    }

    /** A GLB of PNG textures and float geometry. */
    public static byte[] glb(TexturedMesh mesh, Material material) {
        return glb(mesh, material, TextureFormat.PNG, GeometryCompression.NONE);
    }

    public static byte[] glb(TexturedMesh mesh, Material material, TextureFormat format) {
        return glb(mesh, material, format, GeometryCompression.NONE);
    }

    public static byte[] glb(TexturedMesh mesh, Material material, GeometryCompression compression) {
        return glb(mesh, material, TextureFormat.PNG, compression);
    }

    public static byte[] glb(TexturedMesh mesh, Material material, TextureFormat format,
            GeometryCompression compression) {
        return glb(mesh, material, format, compression, Map.of());
    }

    public static byte[] glb(TexturedMesh mesh, Material material, TextureFormat format,
            GeometryCompression compression, Map<String, Object> extras) {
        try (Parallel one = new Parallel(1)) {
            return GlbWriter.encode(List.of(new GlbWriter.Level("model", List.of(mesh), material)), format,
                    compression, one).bytes(extras);
        }
    }

    /** The mesh as the export hands it to the writers of files. */
    public static FinishedModel finished(String name, TexturedMesh mesh, Material material) {
        WeldedVertices weld = WeldedVertices.of(new Mesh(mesh.positions(), mesh.triangles()));
        byte[] colors = new byte[3 * weld.mesh().vertexCount()], base = material.baseColor().pixels();
        int size = material.baseColor().width();
        for (int v = 0; v < mesh.vertexCount(); v++) {
            int x = Math.min(size - 1, (int) (mesh.uvs()[2 * v] * size));
            int y = Math.min(size - 1, (int) (mesh.uvs()[2 * v + 1] * size));
            System.arraycopy(base, 4 * (y * size + x), colors, 3 * weld.vertexOf()[v], 3);
        }
        return new FinishedModel(name, weld.mesh(), VertexNormals.of(weld.mesh()), colors,
                Optional.of(new FinishedModel.Textured(mesh, material)), Map.of());
    }

    /** The file of a finished model, with its front along +Z. */
    public static byte[] file(ModelWriter writer, FinishedModel model) {
        WriteSettings settings = new WriteSettings(TextureFormat.PNG, GeometryCompression.NONE, Front.GLTF);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Parallel one = new Parallel(1)) {
            writer.write(model, settings, one, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
