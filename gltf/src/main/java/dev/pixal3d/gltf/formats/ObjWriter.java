// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Wavefront OBJ with its material library and textures in one zip. Positions are shared across chart borders, so that
 * the surface stays closed; texture coordinates have their origin at the bottom left as the format has it. Roughness and
 * metal are in the PBR keywords (map_Pr, map_Pm, norm) that Blender and others read.
 */
public final class ObjWriter {
    private ObjWriter() {}

    /**
     * The archive: {@code name.obj}, {@code name.mtl} and PNG files.
     *
     * @param name
     *            without spaces and slashes
     */
    public static byte[] write(GlbModel model, String name) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        List<GlbMaterial> materials = model.primitives().stream().map(GlbPrimitive::material).distinct().toList();
        files.put(name + ".obj", geometry(model, materials, name).getBytes(StandardCharsets.US_ASCII));
        files.put(name + ".mtl", new byte[0]);
        TextureFiles textures = new TextureFiles(files, "");
        StringBuilder library = new StringBuilder();
        for (int i = 0; i < materials.size(); i++) material(materials.get(i), i, textures, library);
        files.put(name + ".mtl", library.toString().getBytes(StandardCharsets.US_ASCII));
        return Archives.zip(files);
    }

    private static String geometry(GlbModel model, List<GlbMaterial> materials, String name) {
        Mesh merged = model.merged();
        WeldedVertices weld = WeldedVertices.of(merged);
        StringBuilder out = new StringBuilder(64 * merged.vertexCount());
        out.append("mtllib ").append(name).append(".mtl\no ").append(name).append('\n');
        lines(out, "v", weld.mesh().positions(), 3, false);
        List<String> faces = new ArrayList<>();
        int first = 0, coordinates = 0;
        for (GlbPrimitive primitive : model.primitives()) {
            TexturedMesh mesh = primitive.mesh();
            lines(out, "vt", mesh.uvs(), 2, true);
            lines(out, "vn", mesh.normals(), 3, false);
            faces.add(faces(mesh, weld.vertexOf(), first, coordinates));
            first += mesh.vertexCount();
            coordinates += mesh.uvs().length / 2;
        }
        for (int i = 0; i < faces.size(); i++) {
            out.append("usemtl surface_").append(materials.indexOf(model.primitives().get(i).material())).append('\n');
            out.append(faces.get(i));
        }
        return out.toString();
    }

    private static void lines(StringBuilder out, String keyword, float[] values, int width, boolean flip) {
        for (int i = 0; i < values.length; i += width) {
            out.append(keyword);
            for (int k = 0; k < width; k++) out.append(' ').append(flip && k == 1 ? 1 - values[i + k] : values[i + k]);
            out.append('\n');
        }
    }

    private static String faces(TexturedMesh mesh, int[] vertexOf, int first, int coordinates) {
        StringBuilder out = new StringBuilder(24 * mesh.triangleCount());
        boolean mapped = mesh.uvs().length > 0;
        int[] t = mesh.triangles();
        for (int i = 0; i < t.length; i += 3) {
            int a = vertexOf[first + t[i]], b = vertexOf[first + t[i + 1]], c = vertexOf[first + t[i + 2]];
            if (a == b || b == c || c == a) continue;
            out.append('f');
            for (int k = 0; k < 3; k++) {
                out.append(' ').append(vertexOf[first + t[i + k]] + 1).append('/');
                if (mapped) out.append(coordinates + t[i + k] + 1);
                out.append('/').append(first + t[i + k] + 1);
            }
            out.append('\n');
        }
        return out.toString();
    }

    private static void material(GlbMaterial m, int index, TextureFiles textures, StringBuilder out) {
        float[] f = m.baseColorFactor();
        out.append("newmtl surface_").append(index).append("\nKd ").append(f[0]).append(' ').append(f[1]).append(' ')
                .append(f[2]).append("\nd ").append(m.alphaMode() == AlphaMode.OPAQUE ? 1 : f[3]).append("\nPr ")
                .append(
                        m.roughnessFactor())
                .append("\nPm ").append(m.metallicFactor()).append("\nillum 2\n");
        boolean alpha = m.alphaMode() != AlphaMode.OPAQUE;
        m.baseColor().ifPresent(t -> {
            String file = textures.add(t, "base_color", alpha);
            out.append("map_Kd ").append(file).append('\n');
            if (alpha) out.append("map_d -imfchan m ").append(file).append('\n');
        });
        m.metallicRoughness()
                .ifPresent(t -> out.append("map_Pr ").append(textures.addChannel(t, "roughness", 1)).append(
                        "\nmap_Pm ").append(textures.addChannel(t, "metallic", 2)).append('\n'));
        m.normal().ifPresent(t -> out.append("norm ").append(textures.add(t, "normal", false)).append('\n'));
    }
}
