// SPDX-License-Identifier: MIT
/**
 * What a printer needs of a surface: walls thick enough, a flat side down. In: a closed mesh. Out: how thick it is
 * where, and a mesh with the same triangles and moved vertices. Begin at
 * {@link dev.pixal3d.geometry.print.WallThickness}.
 */
@NullMarked
package dev.pixal3d.geometry.print;

import org.jspecify.annotations.NullMarked;
