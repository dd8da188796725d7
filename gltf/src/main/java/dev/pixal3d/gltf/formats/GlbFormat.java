// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbFile;
import dev.pixal3d.gltf.GlbWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Binary glTF 2.0. The facts about the mesh in its manifest are measured on the file's own bytes. */
final class GlbFormat implements ModelWriter {
    @Override
    public String id() { return "glb"; }

    @Override
    public String extension() { return "glb"; }

    @Override
    public String mediaType() { return "model/gltf-binary"; }

    @Override
    public String description() { return "binary glTF 2.0"; }

    @Override
    public boolean textured() { return true; }

    @Override
    public WrittenMesh write(FinishedModel model, WriteSettings settings, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel.Textured textured = model.facing(settings.front()).needTextured(this);
        GlbFile file = GlbWriter.encode(List.of(textured.mesh()), textured.material(), settings.textures(),
                settings.compression(), parallel);
        WrittenMesh written = WrittenMesh.of(file.decoded().merged());
        Map<String, Object> extras = new LinkedHashMap<>(model.manifest());
        extras.put("mesh", written.facts());
        out.write(file.bytes(extras));
        return written;
    }
}
