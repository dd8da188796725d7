// SPDX-License-Identifier: MIT
/**
 * The seam between those who ask for models and those who decode pictures. In: a picture and a {@link
 * dev.pixal3d.pipeline.request.GenerateRequest}. Out: a {@link dev.pixal3d.pipeline.engine.DecodedAsset}, the same type
 * for every engine. Begin at {@link dev.pixal3d.pipeline.engine.Engine} and
 * {@link dev.pixal3d.pipeline.engine.EngineProvider}.
 */
@NullMarked
package dev.pixal3d.pipeline.engine;

import org.jspecify.annotations.NullMarked;
