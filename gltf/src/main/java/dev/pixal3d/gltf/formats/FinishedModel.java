// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.Material;
import java.util.Map;
import java.util.Optional;

/**
 * A model in memory that only has to be written. Everything is in the O-Voxel frame; writers turn it.
 *
 * @param name
 *            of the model; names files inside an archive
 * @param solid
 *            the surface, each vertex once
 * @param normals
 *            unit normals of its vertices
 * @param colors
 *            base colours of its vertices, sRGB r, g, b
 * @param textured
 *            the same triangles with textures; empty where the format does not ask for them
 * @param manifest
 *            what is to be said in the file about how it came to be; the same for the same request
 */
public record FinishedModel(String name, Mesh solid, float[] normals, byte[] colors, Optional<Textured> textured,
        Map<String, Object> manifest) {
    /**
     * The surface with vertices split at chart borders, and what it looks like.
     */
    public record Textured(TexturedMesh mesh, Material material) {}

    /** The same in the frame of the file. */
    FinishedModel facing(Front front) {
        return new FinishedModel(name, new Mesh(front.apply(solid.positions(), 3), solid.triangles()),
                front.apply(normals, 3), colors,
                textured.map(t -> new Textured(front.apply(t.mesh), t.material)), manifest);
    }

    Textured needTextured(ModelWriter writer) {
        return textured.orElseThrow(() -> new IllegalStateException(writer.id() + ": the model has no textures."));
    }

    /** The name as every system and every parser of text formats takes it. */
    String plainName() {
        String plain = name.replaceAll("[^A-Za-z0-9._-]+", "_");
        return plain.isEmpty() || plain.startsWith(".") ? "model" + plain : plain;
    }
}
