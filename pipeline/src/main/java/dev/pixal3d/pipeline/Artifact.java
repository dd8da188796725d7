// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.engine.DecodedAsset;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.pipeline.request.GenerateRequest;
import dev.pixal3d.pipeline.request.Parameters;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/**
 * A finished model, ready to be written.
 *
 * @param asset
 *            what the engine decoded
 * @param writers
 *            of the formats it was made for
 */
public record Artifact(GenerateRequest request, DecodedAsset asset, ExportedModel exported, List<ModelWriter> writers) {
    /** The writer of the format that a request asks for. */
    public static ModelWriter writer(GenerateRequest request) {
        return ModelWriters.of(request.get(Parameters.OUTPUT_FORMAT)).orElseThrow();
    }

    /**
     * Writes it.
     *
     * @param writer
     *            one of {@link #writers}
     * @param name
     *            of the model and its parts inside the file; {@link GenerateRequest#name} as a rule
     * @param out
     *            stays open
     * @return what there is to say about the model, with what was measured on the written mesh
     */
    public ExportReport write(ModelWriter writer, String name, Parallel parallel, OutputStream out)
            throws IOException {
        return exported.write(writer, name, parallel, out);
    }
}
