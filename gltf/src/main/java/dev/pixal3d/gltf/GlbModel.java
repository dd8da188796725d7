// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.image.RgbaImage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A GLB as it was read: the triangles of its default scene.
 *
 * @param generator
 *            the program that wrote it; may be empty
 * @param extras
 *            {@code asset.extras} where it is an object, else empty
 * @param extensions
 *            names of the extensions used
 * @param textures
 *            all decoded textures that materials use, each once
 */
public record GlbModel(String generator, Map<String, Object> extras, List<String> extensions,
        List<GlbPrimitive> primitives, Collection<GlbTexture> textures) {
    /** A model in memory as {@link GlbReader} would read it, for the writers of other formats and the renderer. */
    public static GlbModel of(List<TexturedMesh> meshes, Material material) {
        GlbTexture base = texture(material.baseColor()), data = texture(material.metallicRoughness());
        Optional<GlbTexture> normal = material.normal().map(GlbModel::texture);
        List<GlbPrimitive> primitives = meshes.stream().map(m -> new GlbPrimitive(m, new GlbMaterial("surface",
                new float[]{1, 1, 1, 1}, 1, 1, Optional.of(base), Optional.of(data), normal, 1, material.occlusion()
                        ? Optional.of(data)
                        : Optional.empty(),
                1, material.alphaMode(), 0.5f, m.doubleSided()))).toList();
        List<GlbTexture> textures = new ArrayList<>(List.of(base, data));
        normal.ifPresent(textures::add);
        return new GlbModel("", Map.of(), List.of(), primitives, textures);
    }

    private static GlbTexture texture(RgbaImage image) { return new GlbTexture(image, "", 0, false, false); }

    public int vertexCount() { return primitives.stream().mapToInt(p -> p.mesh().vertexCount()).sum(); }

    public int triangleCount() { return primitives.stream().mapToInt(p -> p.mesh().triangleCount()).sum(); }

    /** All triangles as one mesh; vertices of the primitives follow each other. */
    public Mesh merged() {
        float[] positions = new float[3 * vertexCount()];
        int[] triangles = new int[3 * triangleCount()];
        int p = 0, t = 0;
        for (GlbPrimitive primitive : primitives) {
            float[] from = primitive.mesh().positions();
            int first = p / 3;
            System.arraycopy(from, 0, positions, p, from.length);
            p += from.length;
            for (int i : primitive.mesh().triangles()) triangles[t++] = first + i;
        }
        return new Mesh(positions, triangles);
    }
}
