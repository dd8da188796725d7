// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.EngineException;
import dev.pixal3d.engine.GenerateRequest.EngineChoice;
import dev.pixal3d.preview.PreviewEngine;

/** Which engine serves a request. The only place that knows all engines. */
final class Engines {
    private Engines() {}

    /** A new engine; the caller closes it. */
    static Engine of(EngineChoice choice) {
        return switch (choice) {
            case AUTO, PREVIEW -> new PreviewEngine();
            case PIXAL3D -> throw new EngineException(EngineException.Kind.MODEL_MISSING,
                    "engine: pixal3d is not part of this release (got pixal3d, allowed auto, preview). Use --engine preview.");
        };
    }
}
