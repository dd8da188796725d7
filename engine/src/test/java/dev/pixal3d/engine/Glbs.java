// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.gltf.formats.WriteSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Exported models as files in memory. */
final class Glbs {
    private Glbs() {}

    static byte[] of(ExportedModel model, ExportOptions options, Parallel parallel) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Exporter.write(model, ModelWriters.GLB, Exporter.settings(options, WriteSettings.HEIGHT),
                    RunContext.silent(parallel), out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
