// SPDX-License-Identifier: MIT
/**
 * The engine that runs Pixal3D's networks. In: a picture, a request and a folder of weights. Out: a decoded asset.
 * {@link dev.pixal3d.neural.NeuralEngine} is the engine, {@code LatentPipeline} the stages of a run, {@code ModelCache}
 * and {@code MemoryPlan} what stays loaded and what fits. Begin at these, in this order.
 */
@NullMarked
package dev.pixal3d.neural;

import org.jspecify.annotations.NullMarked;
