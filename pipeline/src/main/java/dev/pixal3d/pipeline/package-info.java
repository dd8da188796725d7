// SPDX-License-Identifier: MIT
/**
 * The only way from a picture to a model. In: the picture, a request, a run's context. Out: an
 * {@link dev.pixal3d.pipeline.Artifact}. Command line, workers, quality reports and benchmarks all call
 * {@link dev.pixal3d.pipeline.Pipeline}. Begin there. Its parts use each other in one direction:
 * {@code request <- engine <- export}.
 */
@NullMarked
package dev.pixal3d.pipeline;

import org.jspecify.annotations.NullMarked;
