// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.Material;
import dev.pixal3d.gltf.Placement;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model in memory that only has to be written. Everything is in the O-Voxel frame; writers turn it.
 *
 * @param name
 *            of the model; names files inside an archive, and node, mesh, material and pictures where a format has
 *            names
 * @param solid
 *            the surface, each vertex once
 * @param normals
 *            unit normals of its vertices
 * @param colors
 *            base colours of its vertices, sRGB r, g, b
 * @param textured
 *            the same triangles with textures; empty where the format does not ask for them
 * @param lods
 *            coarser levels of detail, the finest first, for formats that hold them
 * @param manifest
 *            what is to be said in the file about how it came to be; the same for the same request
 */
public record FinishedModel(String name, Mesh solid, float[] normals, byte[] colors, Optional<Textured> textured,
        List<Textured> lods, Map<String, Object> manifest) {
    /** A model without coarser levels of detail. */
    public FinishedModel(String name, Mesh solid, float[] normals, byte[] colors, Optional<Textured> textured,
            Map<String, Object> manifest) {
        this(name, solid, normals, colors, textured, List.of(), manifest);
    }

    /**
     * The surface with vertices split at chart borders, and what it looks like.
     */
    public record Textured(TexturedMesh mesh, Material material) {}

    /**
     * The same in the frame of the file: turned, scaled and moved; the manifest says how, unless it stayed where it
     * was.
     */
    FinishedModel placed(WriteSettings settings) {
        Front front = settings.front();
        float[] turned = front.apply(solid.positions(), 3);
        Placement placement = settings.placement(turned);
        Map<String, Object> told = new LinkedHashMap<>(manifest);
        if (!placement.isIdentity()) told.put("placement", placement.facts());
        return new FinishedModel(name, new Mesh(placement.apply(turned), solid.triangles()), front.apply(normals, 3),
                colors, textured.map(t -> placed(t, front, placement)),
                lods.stream().map(t -> placed(t, front, placement)).toList(), told);
    }

    private static Textured placed(Textured level, Front front, Placement placement) {
        return new Textured(placed(front.apply(level.mesh), placement), level.material);
    }

    private static TexturedMesh placed(TexturedMesh mesh, Placement placement) {
        return new TexturedMesh(placement.apply(mesh.positions()), mesh.normals(), mesh.uvs(), mesh.tangents(),
                mesh.triangles(), mesh.doubleSided());
    }

    Textured needTextured(ModelWriter writer) {
        return textured.orElseThrow(() -> new IllegalStateException(writer.id() + ": the model has no textures."));
    }

    /** The name as USD has names: letters, digits and underscores, no digit first. */
    String identifier() {
        String plain = plainName().replaceAll("[^A-Za-z0-9]+", "_");
        return Character.isDigit(plain.charAt(0)) ? "_" + plain : plain;
    }

    /**
     * The name as every system and every parser of text formats takes it: without accents, and where letters of other
     * scripts are lost, with a number of its own, so that two names stay two.
     */
    String plainName() {
        String bare = Normalizer.normalize(name, Normalizer.Form.NFKD).replaceAll("\\p{M}+", "");
        String plain = bare.replaceAll("[^A-Za-z0-9._-]+", "_");
        if (bare.codePoints().anyMatch(c -> c > 127 && Character.isLetterOrDigit(c))) {
            plain = (plain.equals("_") ? "model_" : plain + "_") + Integer.toHexString(name.hashCode());
        }
        return plain.isEmpty() || plain.startsWith(".") ? "model" + plain : plain;
    }
}
