// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

/**
 * Which exact savings a structured-latent decoder makes; results are the same up to rounding. A test switches each off.
 *
 * @param childrenOnly
 *            the first convolution of a split is evaluated for the children that exist, about half of the eight
 * @param neighboursFromParents
 *            neighbour tables of finer grids follow from the coarser grid's instead of being searched
 */
public record SlatShortcuts(boolean childrenOnly, boolean neighboursFromParents) {
    public static final SlatShortcuts ALL = new SlatShortcuts(true, true);
    public static final SlatShortcuts NONE = new SlatShortcuts(false, false);
}
