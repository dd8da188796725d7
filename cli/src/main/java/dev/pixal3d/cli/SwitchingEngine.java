// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.engine.DecodedAsset;
import dev.pixal3d.engine.Engine;
import dev.pixal3d.engine.GenerateRequest;
import dev.pixal3d.engine.GenerateResult;
import dev.pixal3d.image.RgbaImage;

/** Serves each request with the engine it asks for. */
final class SwitchingEngine implements Engine {
    private final Engines engines;

    SwitchingEngine(Engines engines) { this.engines = engines; }

    @Override
    public String name() { return "auto"; }

    @Override
    public DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context) {
        try (Engine engine = engines.of(request.engine(), context)) {
            return engine.decode(image, request, context);
        }
    }

    @Override
    public GenerateResult generate(RgbaImage image, GenerateRequest request, RunContext context) {
        try (Engine engine = engines.of(request.engine(), context)) {
            return engine.generate(image, request, context);
        }
    }
}
