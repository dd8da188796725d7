// SPDX-License-Identifier: MIT
/**
 * Texture coordinates: in comes a mesh and the size of the texture, out comes an
 * {@link dev.pixal3d.geometry.unwrap.UnwrappedMesh}, cut into charts that are flattened without flips, turned and
 * packed.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.unwrap.Unwrap}.
 */
@NullMarked
package dev.pixal3d.geometry.unwrap;

import org.jspecify.annotations.NullMarked;
