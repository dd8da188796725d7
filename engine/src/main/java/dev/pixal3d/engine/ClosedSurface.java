// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.geometry.mesh.Mesh;

/**
 * A surface that needs no hull.
 *
 * @param mesh
 *            closed, manifold, wound outward
 * @param resolution
 *            voxels per axis that it is as fine as; errors are reported in them
 */
public record ClosedSurface(Mesh mesh, int resolution) {}
