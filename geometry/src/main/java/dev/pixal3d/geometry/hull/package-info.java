// SPDX-License-Identifier: MIT
/**
 * From a volume to its surface: in comes an {@link dev.pixal3d.geometry.voxel.OVoxel} whose crossed edges say nothing
 * about inside and outside and may have holes; out comes one closed mesh that faces outwards. The lattice of cell
 * corners is labelled by flooding from outside, leaks are closed, and the walls between labels become faces.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.hull.LabelHull};
 * {@link dev.pixal3d.geometry.hull.NarrowBandRemesh} is what the reference does instead, for comparison.
 */
@NullMarked
package dev.pixal3d.geometry.hull;

import org.jspecify.annotations.NullMarked;
