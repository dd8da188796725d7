// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.render.ColorSpace;
import dev.pixal3d.gltf.render.MipTexture;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Binary PLY with normals and vertex colours read from the base colour texture. Vertices split at chart borders are made
 * one again; their colour is the mean.
 */
public final class PlyWriter {
    private PlyWriter() {}

    /** The file. */
    public static byte[] write(GlbModel model) {
        WeldedVertices weld = WeldedVertices.of(model.merged());
        int vertices = weld.mesh().vertexCount();
        float[] colors = new float[4 * vertices], normals = new float[3 * vertices];
        gather(model, weld.vertexOf(), colors, normals);
        int[] t = weld.mesh().triangles();
        byte[] header = """
                ply
                format binary_little_endian 1.0
                comment Pixal3D for Java
                element vertex %d
                property float x
                property float y
                property float z
                property float nx
                property float ny
                property float nz
                property uchar red
                property uchar green
                property uchar blue
                element face %d
                property list uchar int vertex_indices
                end_header
                """.formatted(vertices, t.length / 3).getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(header.length + 27L * vertices + 13L * (t.length / 3)))
                .order(ByteOrder.LITTLE_ENDIAN).put(header);
        for (int v = 0; v < vertices; v++) {
            for (int k = 0; k < 3; k++) out.putFloat(weld.mesh().positions()[3 * v + k]);
            float x = normals[3 * v], y = normals[3 * v + 1], z = normals[3 * v + 2];
            float norm = (float) Math.sqrt(x * x + y * y + z * z), s = norm > 0 ? 1 / norm : 0;
            out.putFloat(x * s).putFloat(y * s).putFloat(z * s);
            float count = Math.max(1, colors[4 * v + 3]);
            for (int k = 0; k < 3; k++) out.put((byte) Math.round(colors[4 * v + k] / count));
        }
        for (int i = 0; i < t.length; i += 3) out.put((byte) 3).putInt(t[i]).putInt(t[i + 1]).putInt(t[i + 2]);
        return out.array();
    }

    private static void gather(GlbModel model, int[] vertexOf, float[] colors, float[] normals) {
        int first = 0;
        float[] texel = new float[4];
        for (GlbPrimitive primitive : model.primitives()) {
            TexturedMesh mesh = primitive.mesh();
            Optional<MipTexture> base = mesh.uvs().length == 0
                    ? Optional.empty()
                    : primitive.material().baseColor().map(
                            MipTexture::of);
            float[] factor = primitive.material().baseColorFactor();
            for (int v = 0; v < mesh.vertexCount(); v++) {
                int to = vertexOf[first + v];
                java.util.Arrays.fill(texel, 1);
                if (base.isPresent())
                    base.get().sample(mesh.uvs()[2 * v], mesh.uvs()[2 * v + 1], 0, ColorSpace.LINEAR,
                            texel);
                for (int k = 0; k < 3; k++) {
                    colors[4 * to + k] += ColorSpace.srgb(texel[k] * factor[k]);
                    normals[3 * to + k] += mesh.normals()[3 * v + k];
                }
                colors[4 * to + 3]++;
            }
            first += mesh.vertexCount();
        }
    }
}
