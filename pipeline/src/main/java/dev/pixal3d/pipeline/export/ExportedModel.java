// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.gltf.BodiesFile;
import dev.pixal3d.gltf.Placement;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.WriteSettings;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.pipeline.request.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
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
 * @param lods
 *            coarser levels of detail, the finest first; each is a model of its own
 * @param bodies
 *            convex ones that fill it, for collisions
 */
public record ExportedModel(Mesh solid, float[] normals, byte[] colors, Optional<FinishedModel.Textured> textured,
        Settings settings, ExportReport report, List<ExportedModel> lods, List<Mesh> bodies) {
    /** A model without coarser levels of detail and bodies for collisions. */
    public ExportedModel(Mesh solid, float[] normals, byte[] colors, Optional<FinishedModel.Textured> textured,
            Settings settings, ExportReport report) {
        this(solid, normals, colors, textured, settings, report, List.of(), List.of());
    }

    /** The same with coarser levels of detail and bodies for collisions. */
    ExportedModel with(List<ExportedModel> coarser, List<Mesh> convex) {
        return new ExportedModel(solid, normals, colors, textured, settings, report, List.copyOf(coarser),
                List.copyOf(convex));
    }

    /** Where the mesh of a file lies, seen from the O-Voxel frame; formats for printing have a place of their own. */
    public Placement placement() {
        WriteSettings how = how();
        return how.placement(how.front().apply(solid.positions(), 3));
    }

    /**
     * The bodies for collisions as a GLB, where the GLB of the model has what they belong to.
     *
     * @param name
     *            of the model
     */
    public byte[] bodiesFile(String name) {
        WriteSettings how = how();
        Placement placement = placement();
        return BodiesFile.encode(name, bodies.stream()
                .map(body -> new Mesh(placement.apply(how.front().apply(body.positions(), 3)), body.triangles()))
                .toList());
    }

    private WriteSettings how() {
        return new WriteSettings(settings.get(Parameters.TEXTURE_FORMAT), settings.get(Parameters.GEOMETRY_COMPRESSION),
                settings.get(Parameters.FRONT), settings.get(Parameters.PIVOT),
                settings.find(Parameters.HEIGHT).stream().mapToDouble(h -> h).findFirst());
    }

    /**
     * Writes one file; the same model gives the same bytes.
     *
     * @param name
     *            of the model and its parts inside the file
     * @param out
     *            stays open
     * @return the report, with what was measured on the written mesh
     */
    public ExportReport write(ModelWriter writer, String name, Parallel parallel, OutputStream out)
            throws IOException {
        WriteSettings how = how();
        Optional<PrintStage> print = writer.printed()
                ? Optional.of(PrintStage.of(solid, how.millimetres(), settings, parallel))
                : Optional.empty();
        FinishedModel model = new FinishedModel(name, print.map(PrintStage::solid).orElse(solid), normals, colors,
                textured, lods.stream().flatMap(l -> l.textured.stream()).toList(), report.manifest());
        return report.with(writer.write(model, how, parallel, out), print.map(PrintStage::report));
    }
}
