// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * A decoded asset as a low-polygon mesh, before it becomes a file.
 *
 * @param solid
 *            the surface, each vertex once
 * @param normals
 *            unit normals of its vertices
 * @param colors
 *            base colours of its vertices, sRGB r, g, b
 * @param textured
 *            the same with textures, when it was made for a format that has them
 */
public record ExportedModel(Mesh solid, float[] normals, byte[] colors, Optional<FinishedModel.Textured> textured,
        Settings settings, ExportReport report) {
    /**
     * Writes one file; the same model gives the same bytes.
     *
     * @param name
     *            of the model, for formats that hold several files
     * @param height
     *            of an STL model in millimetres
     * @param out
     *            stays open
     * @return the report, with what was measured on the written mesh
     */
    public ExportReport write(ModelWriter writer, String name, double height, Parallel parallel, OutputStream out)
            throws IOException {
        FinishedModel model = new FinishedModel(name, solid, normals, colors, textured, report.manifest());
        WriteSettings how = new WriteSettings(settings.get(Parameters.TEXTURE_FORMAT),
                settings.get(Parameters.GEOMETRY_COMPRESSION), settings.get(Parameters.FRONT), height);
        return report.with(writer.write(model, how, parallel, out));
    }
}
