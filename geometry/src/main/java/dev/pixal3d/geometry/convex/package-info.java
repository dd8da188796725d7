// SPDX-License-Identifier: MIT
/**
 * What a physics engine wants instead of a model: few convex bodies that fill it. In: a closed mesh. Out: closed convex
 * meshes. Begin at {@link dev.pixal3d.geometry.convex.ConvexParts}.
 */
@NullMarked
package dev.pixal3d.geometry.convex;

import org.jspecify.annotations.NullMarked;
