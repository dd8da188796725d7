// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

import dev.pixal3d.core.DeviceMemory;
import dev.pixal3d.core.RunContext;
import dev.pixal3d.image.RgbaImage;
import dev.pixal3d.pipeline.request.GenerateRequest;
import java.util.List;
import java.util.Optional;

/**
 * Decodes pictures to volumes; everything after that is the same for all engines. An engine runs one request at a time
 * and stays open between requests; {@link #close} frees what it holds.
 */
public interface Engine extends AutoCloseable {
    /**
     * Decodes pictures of one object.
     *
     * @param images
     *            one, or as many as the request has cameras, in their order; more than one only where
     *            {@link EngineProvider#problem} has nothing against it
     * @param context
     *            progress of the decoding alone, from 0 to 1
     * @throws dev.pixal3d.core.ProblemException
     *             when the picture or the machine does not allow it
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    DecodedAsset decode(List<RgbaImage> images, GenerateRequest request, RunContext context);

    /** As {@link #decode(List, GenerateRequest, RunContext)}, from one picture. */
    default DecodedAsset decode(RgbaImage image, GenerateRequest request, RunContext context) {
        return decode(List.of(image), request, context);
    }

    /**
     * Cuts the object out and finds the camera, as decoding begins.
     *
     * @param context
     *            progress of the preparation alone, from 0 to 1
     * @throws dev.pixal3d.core.ProblemException
     *             when the picture or the machine does not allow it
     * @throws java.util.concurrent.CancellationException
     *             when the run was cancelled
     */
    Preparation prepare(RgbaImage image, GenerateRequest request, RunContext context);

    /** Memory of the accelerator that it computes on; empty without one. Any thread may ask at any time. */
    default Optional<DeviceMemory> deviceMemory() {
        return Optional.empty();
    }

    @Override
    default void close() {}
}
