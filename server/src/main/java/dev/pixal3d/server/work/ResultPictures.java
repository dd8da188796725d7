// SPDX-License-Identifier: MIT
package dev.pixal3d.server.work;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.formats.FinishedModel;
import dev.pixal3d.gltf.render.RenderMode;
import dev.pixal3d.gltf.render.RenderOptions;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.View;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.Artifact;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Pictures that come with a model: {@code prepared}, the input as the engine saw it, square and cut out, and
 * {@code thumbnail}, the model from the front and a little aside. Both have a transparent background.
 */
final class ResultPictures {
    private static final int SIDE = 256;
    private static final View ASIDE = new View.Orbit(25, 12);

    private ResultPictures() {}

    /** By their names in the result. */
    static Map<String, RgbaImage> of(Artifact artifact, RunContext context) {
        Map<String, RgbaImage> pictures = new LinkedHashMap<>();
        Optional<FinishedModel.Textured> look = artifact.exported().textured();
        look.ifPresent(model -> {
            context.at("thumbnail", 0.98);
            pictures.put("thumbnail", Renderer.render(GlbModel.of(List.of(model.mesh()), model.material()), ASIDE,
                    RenderOptions.of(SIDE, RenderMode.SHADED).withBackground(0), context.parallel()));
        });
        artifact.asset().prepared().ifPresent(picture -> pictures.put("prepared", picture));
        return pictures;
    }
}
