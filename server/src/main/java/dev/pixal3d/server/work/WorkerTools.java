// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.request.GenerateRequest;
import java.util.List;

/**
 * What a worker has for its endpoints to work with.
 *
 * @param generator
 *            from a picture to a model
 * @param downloads
 *            the files that inputs name
 */
public record WorkerTools(Generator generator, Downloads downloads) {
    /** From a picture to a model: {@link dev.pixal3d.pipeline.Pipeline}. */
    @FunctionalInterface
    public interface Generator {
        Artifact generate(RgbaImage picture, GenerateRequest request, List<ModelWriter> writers, RunContext context);
    }
}
