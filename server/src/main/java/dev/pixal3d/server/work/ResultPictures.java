// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.ImageEncoder;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.export.ExportedModel;
import dev.pixal3d.queue.worker.Job;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Pictures that come with a model: {@code prepared}, the input as the engine saw it, square and cut out, and
 * {@code thumbnail}, the model from the front and a little aside. Both have a transparent background.
 */
final class ResultPictures {
    static final String PREPARED = "prepared";
    private static final String THUMBNAIL = "thumbnail";

    /** As the endpoint's description lists them. */
    static final List<Endpoint.Output> OUTPUTS = List.of(
            new Endpoint.Output(THUMBNAIL, Endpoint.Output.Content.FILE, "A small picture of the model (PNG).", false),
            new Endpoint.Output(PREPARED, Endpoint.Output.Content.FILE,
                    "The input as the engine saw it: square and cut out (PNG).", false));

    private static final int SIDE = 256;
    private static final View ASIDE = new View.Orbit(25, 12);

    private ResultPictures() {}

    /** Writes those that there are into the job's directory. */
    static List<JobResult.OutputFile> write(ExportedModel exported, Optional<RgbaImage> prepared, Job job,
            RunContext context) throws IOException {
        List<JobResult.OutputFile> files = new ArrayList<>();
        Optional<FinishedModel.Textured> look = exported.textured();
        if (look.isPresent()) {
            context.at("thumbnail", 0.98);
            GlbModel model = GlbModel.of(List.of(look.get().mesh()), look.get().material());
            RenderOptions options = RenderOptions.of(SIDE, RenderMode.SHADED).withBackground(0);
            files.add(write(THUMBNAIL, Renderer.render(model, ASIDE, options, context.parallel()), job));
        }
        if (prepared.isPresent()) files.add(prepared(prepared.get(), job));
        return files;
    }

    static JobResult.OutputFile prepared(RgbaImage picture, Job job) throws IOException {
        return write(PREPARED, picture, job);
    }

    private static JobResult.OutputFile write(String field, RgbaImage picture, Job job) throws IOException {
        return JobResult.OutputFile.write(job, field, "_" + field, "png", "image/png",
                out -> out.write(ImageEncoder.png(picture, true)));
    }
}
