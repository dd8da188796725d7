// SPDX-License-Identifier: MIT
/**
 * The file formats models are written in: GLB, OBJ, STL, PLY, USDZ.
 *
 * <p>
 * In: a {@link dev.pixal3d.gltf.formats.FinishedModel} in memory. Out: the bytes of one file, and what its reader will
 * find in it. Begin reading at {@link dev.pixal3d.gltf.formats.ModelWriter}; a new format is one class that implements
 * it and a line in {@link dev.pixal3d.gltf.formats.ModelWriters}.
 */
@NullMarked
package dev.pixal3d.gltf.formats;

import org.jspecify.annotations.NullMarked;
