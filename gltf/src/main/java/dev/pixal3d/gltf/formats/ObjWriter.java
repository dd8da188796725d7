// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.geometry.mesh.WeldedVertices;
import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Wavefront OBJ with its material library and textures in one zip. Positions are shared across chart borders, so that
 * the surface stays closed; texture coordinates have their origin at the bottom left as the format has it. Roughness
 * and metal are in the PBR keywords (map_Pr, map_Pm); the normal map stands under norm, which the PBR extension has,
 * and under map_Bump -bm, which Blender's importer takes for one. All names begin with the model's, so that several
 * models can be unpacked into one folder.
 */
final class ObjWriter implements ModelWriter {
    @Override
    public String id() { return "obj"; }

    @Override
    public String extension() { return "zip"; }

    @Override
    public String mediaType() { return "application/zip"; }

    @Override
    public String description() { return "a zip with OBJ, MTL and PNG textures"; }

    @Override
    public boolean textured() { return true; }

    @Override
    public WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel.Textured textured = model.placed(settings).needTextured(this);
        String name = model.plainName();
        TexturedMesh mesh = textured.mesh();
        WeldedVertices weld = WeldedVertices.of(new Mesh(mesh.positions(), mesh.triangles()));
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put(name + ".obj", geometry(mesh, weld, name).getBytes(StandardCharsets.US_ASCII));
        // the textures' names come first, the library stands before them
        files.put(name + ".mtl", new byte[0]);
        String library = library(textured.material(), new TextureFiles(files, name + "_"));
        files.put(name + ".mtl", library.getBytes(StandardCharsets.US_ASCII));
        out.write(Archives.zip(files));
        return WrittenMesh.of(weld.mesh(), parallel);
    }

    private static String geometry(TexturedMesh mesh, WeldedVertices weld, String name) {
        StringBuilder out = new StringBuilder(96 * mesh.vertexCount());
        out.append("mtllib ").append(name).append(".mtl\no ").append(name).append('\n');
        lines(out, "v", weld.mesh().positions(), 3, false);
        lines(out, "vt", mesh.uvs(), 2, true);
        lines(out, "vn", mesh.normals(), 3, false);
        out.append("usemtl ").append(name).append('\n');
        int[] t = mesh.triangles(), vertexOf = weld.vertexOf();
        for (int i = 0; i < t.length; i += 3) {
            int a = vertexOf[t[i]], b = vertexOf[t[i + 1]], c = vertexOf[t[i + 2]];
            if (a == b || b == c || c == a) continue;
            out.append('f');
            for (int k = i; k < i + 3; k++) {
                out.append(' ').append(vertexOf[t[k]] + 1).append('/').append(t[k] + 1).append('/').append(t[k] + 1);
            }
            out.append('\n');
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

    private static String library(Material material, TextureFiles textures) {
        boolean alpha = material.alphaMode() != AlphaMode.OPAQUE;
        String base = textures.add(material.baseColor(), "base_color", alpha);
        StringBuilder out = new StringBuilder("newmtl ").append(textures.prefix(), 0, textures.prefix().length() - 1);
        out.append("\nKd 1 1 1\nd 1\nPr 1\nPm 1\nillum 2\nmap_Kd ").append(base).append('\n');
        if (alpha) out.append("map_d -imfchan m ").append(base).append('\n');
        out.append("map_Pr ").append(textures.addChannel(material.metallicRoughness(), "roughness", 1));
        out.append("\nmap_Pm ").append(textures.addChannel(material.metallicRoughness(), "metallic", 2)).append('\n');
        material.normal().ifPresent(image -> {
            String normal = textures.add(image, "normal", false);
            out.append("norm ").append(normal).append("\nmap_Bump -bm 1 ").append(normal).append('\n');
        });
        return out.toString();
    }
}
