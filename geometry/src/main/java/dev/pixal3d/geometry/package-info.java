// SPDX-License-Identifier: MIT
/**
 * Meshes and voxels as plain arrays. What lies here is used by all parts; the parts use each other in one direction:
 * {@code mesh <- voxel <- hull}, {@code mesh <- decimate}, {@code mesh <- unwrap <- bake}.
 *
 * <p>
 * A volume comes in as {@code voxel.OVoxel}; {@code hull.LabelHull} makes one closed {@code mesh.Mesh} of it,
 * {@code decimate.QuadricDecimation} a smaller one, {@code unwrap.Unwrap} gives it texture coordinates and
 * {@code bake.TextureBake} its textures. Begin reading at those five.
 */
@NullMarked
package dev.pixal3d.geometry;

import org.jspecify.annotations.NullMarked;
