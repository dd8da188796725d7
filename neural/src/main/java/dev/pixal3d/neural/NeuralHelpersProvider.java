// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.pipeline.engine.EngineOptions;
import dev.pixal3d.pipeline.engine.PictureHelpers;
import dev.pixal3d.pipeline.engine.PictureHelpersProvider;

/** Offers {@link NeuralHelpers} with the neural engine's weights folder, device and memory. */
public final class NeuralHelpersProvider implements PictureHelpersProvider {
    @Override
    public PictureHelpers open(EngineOptions options) { return new NeuralHelpers(NeuralProvider.neural(options)); }
}
