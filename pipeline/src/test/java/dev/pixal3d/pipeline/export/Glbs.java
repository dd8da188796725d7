// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.export;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.ModelWriters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Exported models as files in memory. */
final class Glbs {
    /** A file and what was said of it. */
    record Written(byte[] glb, Map<String, Object> report) {}

    private Glbs() {}

    static Written write(ExportedModel model, Parallel parallel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ExportReport report = model.write(ModelWriters.GLB, "model", parallel, out);
            return new Written(out.toByteArray(), report.json());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] of(ExportedModel model, Parallel parallel) { return write(model, parallel).glb(); }
}
