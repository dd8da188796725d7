// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbFile;
import dev.pixal3d.gltf.GlbWriter;
import dev.pixal3d.gltf.WrittenMesh;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Binary glTF 2.0. The facts about the mesh in its manifest are measured on the file's own bytes. */
final class GlbFormat implements ModelWriter {
    @Override
    public String id() { return "glb"; }

    @Override
    public String mediaType() { return "model/gltf-binary"; }

    @Override
    public String description() { return "binary glTF 2.0"; }

    @Override
    public boolean textured() { return true; }

    @Override
    public WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel placed = model.placed(settings);
        FinishedModel.Textured textured = placed.needTextured(this);
        List<GlbWriter.Level> levels = new ArrayList<>();
        levels.add(level(model.name(), textured));
        for (FinishedModel.Textured lod : placed.lods()) levels.add(level(model.name() + "_lod" + levels.size(), lod));
        GlbFile file = GlbWriter.encode(levels, settings.textures(), settings.compression(), parallel);
        WrittenMesh written = WrittenMesh.of(file.decoded().merged(), parallel);
        Map<String, Object> extras = new LinkedHashMap<>(placed.manifest());
        extras.put("mesh", written.facts());
        out.write(file.bytes(extras));
        return written;
    }

    private static GlbWriter.Level level(String name, FinishedModel.Textured textured) {
        return new GlbWriter.Level(name, List.of(textured.mesh()), textured.material());
    }
}
