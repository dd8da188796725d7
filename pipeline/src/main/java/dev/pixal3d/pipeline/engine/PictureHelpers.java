// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import java.util.Optional;

/**
 * Learned looks at a picture that an engine without such networks may use when somebody has their weights. Which are
 * there is seen anew by each run. For one run at a time.
 */
public interface PictureHelpers extends AutoCloseable {
    /** Helps with nothing. */
    PictureHelpers NONE = new PictureHelpers() {
        @Override
        public Optional<RgbaImage> cutOut(RgbaImage picture, RunContext context) { return Optional.empty(); }

        @Override
        public Optional<FirstSurface> firstSurface(RgbaImage cutout, RunContext context) { return Optional.empty(); }
    };

    /**
     * The picture with its background transparent; empty when no network for that is there.
     *
     * @throws dev.pixal3d.core.ProblemException
     *             when its weights are damaged or do not fit into memory
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    Optional<RgbaImage> cutOut(RgbaImage picture, RunContext context);

    /**
     * The surface that a cut-out shows; empty when no network for that is there, or it sees none.
     *
     * @param cutout
     *            square, straight alpha
     * @throws dev.pixal3d.core.ProblemException
     *             when its weights are damaged or do not fit into memory
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    Optional<FirstSurface> firstSurface(RgbaImage cutout, RunContext context);

    @Override
    default void close() {}
}
