// SPDX-License-Identifier: MIT
/** Meshes and voxels as plain arrays: dual grid, hull, decimate, unwrap, bake, report. */
@NullMarked
package dev.pixal3d.geometry;

import org.jspecify.annotations.NullMarked;
