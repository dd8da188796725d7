// SPDX-License-Identifier: MIT
/**
 * Model files besides GLB: OBJ, STL, PLY and USDZ.
 *
 * <p>
 * In: a finished model in memory. Out: the bytes of one file.
 */
@NullMarked
package dev.pixal3d.gltf.formats;

import org.jspecify.annotations.NullMarked;
