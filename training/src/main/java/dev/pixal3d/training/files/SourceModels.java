// SPDX-License-Identifier: MIT
package dev.pixal3d.training.files;

import dev.pixal3d.gltf.AlphaMode;
import dev.pixal3d.gltf.GlbMaterial;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.GlbPrimitive;
import dev.pixal3d.gltf.GlbReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Finds and reads the models below a folder. */
public final class SourceModels {
    private SourceModels() {}

    /** All model files below a folder, in the order of their paths; those of the same name in other formats once. */
    public static List<Path> below(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).filter(f -> List.of("glb", "gltf", "obj").contains(ending(f)))
                    .sorted().toList();
        }
    }

    /**
     * Reads a file as {@link GlbReader} would, both sides of every face drawn and nothing see-through by shares.
     *
     * @throws RuntimeException
     *             when the file cannot be read; the message says why
     */
    public static GlbModel read(Path file) throws IOException {
        GlbModel model = switch (ending(file)) {
            case "glb", "gltf" -> GlbReader.read(GltfFolder.packed(file));
            default -> ObjFile.read(file);
        };
        return new GlbModel(model.generator(), model.extras(), model.extensions(), model.primitives().stream()
                .filter(p -> p.mesh().triangleCount() > 0).map(p -> new GlbPrimitive(p.mesh(), solid(p.material())))
                .toList(), model.textures(), model.notes());
    }

    private static GlbMaterial solid(GlbMaterial m) {
        return new GlbMaterial(m.name(), m.baseColorFactor(), m.metallicFactor(), m.roughnessFactor(), m.baseColor(), m
                .metallicRoughness(), m.normal(), m.normalScale(), m.occlusion(), m.occlusionStrength(),
                m.alphaMode() == AlphaMode.MASK ? AlphaMode.MASK : AlphaMode.OPAQUE, m.alphaCutoff(), true);
    }

    private static String ending(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
