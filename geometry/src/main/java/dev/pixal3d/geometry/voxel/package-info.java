// SPDX-License-Identifier: MIT
/**
 * Sparse volumes: in comes what a decoder gives, {@link dev.pixal3d.geometry.voxel.OVoxel} (cells, dual vertices,
 * crossed edges, attributes); out come the dual-grid faces as they are, attributes and normals at any point, and the
 * coordinates of a finer grid. {@link dev.pixal3d.geometry.voxel.BrickMap} is the index all of it stands on.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.voxel.OVoxel}.
 */
@NullMarked
package dev.pixal3d.geometry.voxel;

import org.jspecify.annotations.NullMarked;
