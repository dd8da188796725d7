// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Problem;
import dev.pixal3d.pipeline.engine.Engine;
import dev.pixal3d.pipeline.engine.EngineOption;
import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.EngineProvider;
import dev.pixal3d.pipeline.engine.PictureHelpersProvider;
import dev.pixal3d.pipeline.request.Parameter;
import dev.pixal3d.pipeline.request.Parameters;
import dev.pixal3d.preview.guess.GuessNetwork;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Offers the {@link PreviewEngine}. It samples nothing, so the samplers' settings and the token bound mean nothing to
 * it; it places the camera so that the picture fills its plane, whatever {@code mesh_scale}; and its surface is one
 * closed hull from the start, which {@code remesh} cannot open.
 */
public final class PreviewProvider implements EngineProvider {
    static final String ID = "preview";

    @Override
    public String id() { return ID; }

    @Override
    public int preference() { return 0; }

    @Override
    public List<EngineOption> options() { return List.of(); }

    @Override
    public void check(EngineOptions options) {}

    @Override
    public Optional<Problem> problem(EngineOptions options, int pictures) {
        return pictures == 1
                ? Optional.empty()
                : Optional.of(new Problem.Field(Problem.Kind.FEATURE_NOT_SUPPORTED, Parameters.PICTURES.name(),
                        "several pictures: the preview engine works from one (got " + pictures + "). Send one as "
                                + Parameters.PICTURE.name() + ", or run the pixal3d engine.",
                        Map.of(), Optional.empty()));
    }

    @Override
    public Engine open(EngineOptions options) {
        return new PreviewEngine(GuessNetwork::shipped, PictureHelpersProvider.installed(options));
    }

    @Override
    public List<Parameter<?>> unused() {
        return Stream.concat(
                Stream.of(Parameters.STRUCTURE, Parameters.SHAPE, Parameters.TEXTURE).flatMap(s -> Stream
                        .<Parameter<?>>of(s.guidanceStrength(), s.guidanceRescale(), s.steps(), s.rescaleT())),
                Stream.of(Parameters.MESH_SCALE, Parameters.MAX_NUM_TOKENS, Parameters.REMESH)).toList();
    }
}
