// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.engine;

/**
 * What the camera of a square picture sees first.
 *
 * @param size
 *            pixels a side
 * @param depth
 *            distance of each pixel's point from the camera along its axis, in any one unit, rows from the top
 * @param valid
 *            whether the pixel shows a surface
 * @param angle
 *            field of view in radians
 */
public record FirstSurface(int size, float[] depth, boolean[] valid, double angle) {}
