// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.GenerateRequest.EngineChoice;
import dev.pixal3d.neural.ModelFolder;
import dev.pixal3d.neural.NeuralEngine;
import dev.pixal3d.neural.NeuralOptions;
import dev.pixal3d.preview.PreviewEngine;
import java.util.Optional;

/** Which engine serves a request. The only place that knows all engines. */
final class Engines {
    private final NeuralOptions neural;

    Engines(NeuralOptions neural) { this.neural = neural; }

    /**
     * A new engine; the caller closes it.
     *
     * @param context
     *            told in one line why the neural engine was not chosen by itself
     * @throws dev.pixal3d.engine.EngineException
     *             when the engine asked for cannot run
     */
    Engine of(EngineChoice choice, RunContext context) {
        return switch (choice) {
            case PREVIEW -> new PreviewEngine();
            case PIXAL3D -> NeuralEngine.open(neural);
            case AUTO -> {
                Optional<String> problem = new ModelFolder(neural.weights()).problem();
                problem.ifPresent(why -> context.info("engine: preview, because " + why));
                yield problem.isPresent() ? new PreviewEngine() : NeuralEngine.open(neural);
            }
        };
    }
}
