// SPDX-License-Identifier: MIT
/**
 * From a decoded asset to a file. In: a {@link dev.pixal3d.pipeline.engine.DecodedAsset} and the request's settings.
 * Out: a finished model that any {@link dev.pixal3d.gltf.formats.ModelWriter} takes, and an {@link
 * dev.pixal3d.pipeline.export.ExportReport}. Begin at {@link dev.pixal3d.pipeline.export.Exporter}: its steps are the
 * classes beside it.
 */
@NullMarked
package dev.pixal3d.pipeline.export;

import org.jspecify.annotations.NullMarked;
