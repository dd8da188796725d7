// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Offers {@link PictureHelpers}. The module that has them names its provider, which has a constructor without
 * arguments, in {@code META-INF/services/dev.pixal3d.pipeline.engine.PictureHelpersProvider}.
 */
public interface PictureHelpersProvider {
    /** Helpers that read the same options as the engines. Opening them loads nothing. */
    PictureHelpers open(EngineOptions options);

    /** The helpers on the class path; {@link PictureHelpers#NONE} without any. */
    static PictureHelpers installed(EngineOptions options) {
        Optional<PictureHelpersProvider> provider = ServiceLoader.load(PictureHelpersProvider.class).findFirst();
        return provider.map(p -> p.open(options)).orElse(PictureHelpers.NONE);
    }
}
