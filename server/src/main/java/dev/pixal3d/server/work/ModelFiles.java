// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.formats.ModelWriter;
import dev.pixal3d.gltf.formats.ModelWriters;
import dev.pixal3d.pipeline.export.ExportReport;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.queue.worker.Job;
import dev.pixal3d.server.work.Endpoint.Output;
import dev.pixal3d.server.work.Endpoint.Output.Content;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The models in an answer: {@code model_glb} always, another format when it was asked for, the coarser levels of detail
 * as files of their own in the format that was asked for, and the report of a model for printing.
 */
final class ModelFiles {
    private static final String LODS = "lods", COLLISION = "collision", PRINT = "print";

    /** As an endpoint's description lists them. */
    static final List<Output> OUTPUTS = Stream.of(
            Stream.of(new Output(field(ModelWriters.GLB), Content.FILE, "The textured model in GLB format.", true)),
            ModelWriters.ALL.stream().filter(writer -> !writer.equals(ModelWriters.GLB))
                    .map(writer -> new Output(field(writer), Content.FILE,
                            "The model as " + writer.description() + ", when output_format asks for it.", false)),
            Stream.of(
                    new Output(LODS, Content.FILES,
                            "The coarser levels of detail, finest first, in the output_format, when lods asks for "
                                    + "them. The GLB holds them too.",
                            false),
                    new Output(COLLISION, Content.FILE,
                            "Convex bodies that fill the model (GLB), when collision_bodies asks for them.", false),
                    new Output(PRINT, Content.OBJECT,
                            "Of a format for printing: height, whether it is watertight, the thinnest wall, the flat "
                                    + "area on the plate, in millimetres.",
                            false)))
            .flatMap(outputs -> outputs).toList();

    private final List<JobResult.OutputFile> files = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    private ModelFiles() {}

    /** The writers that an answer needs when one format was asked for. */
    static List<ModelWriter> writers(ModelWriter wanted) {
        Set<ModelWriter> writers = new LinkedHashSet<>(List.of(ModelWriters.GLB, wanted));
        return List.copyOf(writers);
    }

    /**
     * Writes a model into the job's directory.
     *
     * @param wanted
     *            the format that was asked for
     * @param name
     *            of the model and its parts inside the files
     */
    static ModelFiles write(ExportedModel model, ModelWriter wanted, String name, Job job, Parallel parallel)
            throws IOException {
        ModelFiles written = new ModelFiles();
        for (ModelWriter writer : writers(wanted)) written.model(model, writer, name, job, parallel);
        int level = 0;
        for (ExportedModel coarser : model.lods()) {
            String part = name + "_lod" + ++level;
            written.files.add(JobResult.OutputFile.writeListed(job, LODS, "_lod" + level, wanted.extension(),
                    wanted.mediaType(), out -> coarser.write(wanted, part, parallel, out)));
        }
        if (!model.bodies().isEmpty()) {
            written.files.add(JobResult.OutputFile.write(job, COLLISION, "_" + COLLISION,
                    ModelWriters.GLB.extension(), ModelWriters.GLB.mediaType(),
                    out -> out.write(model.bodiesFile(name))));
        }
        return written;
    }

    private void model(ExportedModel model, ModelWriter writer, String name, Job job, Parallel parallel)
            throws IOException {
        List<ExportReport> reports = new ArrayList<>();
        files.add(JobResult.OutputFile.write(job, field(writer), "", writer.extension(), writer.mediaType(),
                out -> reports.add(model.write(writer, name, parallel, out))));
        reports.getFirst().print().ifPresent(print -> values.put(PRINT, print.json()));
    }

    /** In the order of the answer. */
    List<JobResult.OutputFile> files() { return files; }

    /** The answer's fields that are no files. */
    Map<String, Object> values() { return values; }

    private static String field(ModelWriter writer) { return "model_" + writer.id().toLowerCase(Locale.ROOT); }
}
