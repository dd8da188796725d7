// SPDX-License-Identifier: MIT
/**
 * Fewer faces: in comes a closed mesh, out comes one with at most as many faces or vertices as asked for, with the same
 * topology and as near to the first as may be. Quadric error collapses, patch by patch in parallel.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.decimate.QuadricDecimation}.
 */
@NullMarked
package dev.pixal3d.geometry.decimate;

import org.jspecify.annotations.NullMarked;
