// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint.Output;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The models in an answer: {@code model_glb} always, another format when it was asked for. */
final class ModelFiles {
    static final List<Output> OUTPUTS = Stream.concat(
            Stream.of(new Output(field(ModelWriters.GLB), Content.FILE, "The textured model in GLB format.", true)),
            ModelWriters.ALL.stream().filter(writer -> !writer.equals(ModelWriters.GLB))
                    .map(writer -> new Output(field(writer), Content.FILE,
                            "The model as " + writer.description() + ", when output_format asks for it.", false)))
            .toList();

    private ModelFiles() {}

    /** Writes a model in one format into the job's directory. */
    static JobResult.OutputFile write(ModelWriter writer, Job job, JobResult.OutputFile.Bytes bytes)
            throws IOException {
        return JobResult.OutputFile.write(job, field(writer), "", writer.extension(), writer.mediaType(), bytes);
    }

    private static String field(ModelWriter writer) { return "model_" + writer.id().toLowerCase(Locale.ROOT); }
}
