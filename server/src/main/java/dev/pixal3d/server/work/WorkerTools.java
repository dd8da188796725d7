// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import dev.pixal3d.pipeline.Pipeline;
import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.pipeline.engine.Preparation;
import dev.pixal3d.pipeline.request.GenerateRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a worker has for its endpoints to work with.
 *
 * @param generator
 *            from pictures of an object to a model
 * @param preparer
 *            what an engine would make a model of
 * @param downloads
 *            the files that inputs name
 * @param device
 *            memory of the accelerator that runs use; asked from any thread
 */
public record WorkerTools(Generator generator, Preparer preparer, Downloads downloads,
        Supplier<Optional<DeviceMemory>> device) {
    /** Those of a worker without an accelerator. */
    public WorkerTools(Generator generator, Preparer preparer, Downloads downloads) {
        this(generator, preparer, downloads, Optional::empty);
    }

    /** Those of a worker that runs real engines. */
    public static WorkerTools of(Pipeline pipeline, Downloads downloads) {
        return new WorkerTools((pictures, request, writers, context) -> pipeline.generate(pictures, request, writers,
                _ -> {}, context), pipeline::prepare, downloads, pipeline::deviceMemory);
    }

    /** From pictures of an object to a model: {@link dev.pixal3d.pipeline.Pipeline}. */
    @FunctionalInterface
    public interface Generator {
        Artifact generate(List<RgbaImage> pictures, GenerateRequest request, List<ModelWriter> writers,
                RunContext context);
    }

    /** The first step of a run alone: {@link dev.pixal3d.pipeline.Pipeline#prepare}. */
    @FunctionalInterface
    public interface Preparer {
        Preparation prepare(RgbaImage picture, GenerateRequest request, RunContext context);
    }
}
