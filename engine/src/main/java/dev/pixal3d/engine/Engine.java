// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;

/**
 * Image and options in, GLB out: the seam between those who ask for models (command line, workers) and those who make
 * them. Nothing above it knows which engine runs. An engine runs one request at a time; {@link #close} frees what it
 * holds.
 */
public interface Engine extends AutoCloseable {
    /** The engine's name in requests and results: {@code preview} or {@code pixal3d}. */
    String name();

    /**
     * Decodes a picture to voxels.
     *
     * @throws EngineException
     *             when the picture or the machine does not allow it
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context);

    /** Decodes and exports; failures as in {@link #decode}. */
    GenerateResult generate(RgbaImage image, GenerateRequest request, RunContext context);

    @Override
    default void close() {}
}
