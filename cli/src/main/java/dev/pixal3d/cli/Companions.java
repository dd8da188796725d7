// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.pipeline.export.ExportedModel;
import java.nio.file.Path;

/**
 * What was asked for beside a model, as files beside it: its coarser levels of detail (NAME.lod1.glb, NAME.lod2.glb)
 * and its bodies for collisions (NAME.collision.glb).
 */
final class Companions {
    private Companions() {}

    static void write(ExportedModel model, ModelWriter writer, Path finest, Parallel parallel) {
        String stem = Pictures.stem(finest);
        for (int level = 1; level <= model.lods().size(); level++) {
            ExportedModel coarser = model.lods().get(level - 1);
            String name = stem + "_lod" + level;
            Path file = finest.resolveSibling(stem + ".lod" + level + "." + writer.extension());
            WholeFile.produce(file, out -> coarser.write(writer, name, parallel, out));
        }
        if (model.bodies().isEmpty()) return;
        WholeFile.write(finest.resolveSibling(stem + ".collision.glb"), out -> out.write(model.bodiesFile(stem)));
    }
}
