// SPDX-License-Identifier: MIT
/**
 * Textures: in comes an unwrapped mesh and a field of attributes or normals, out come texels, gutters filled, and
 * tangents. {@link dev.pixal3d.geometry.bake.UvReport} measures how good the coordinates were.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.bake.SurfaceMap} and {@link dev.pixal3d.geometry.bake.TextureBake}.
 */
@NullMarked
package dev.pixal3d.geometry.bake;

import org.jspecify.annotations.NullMarked;
