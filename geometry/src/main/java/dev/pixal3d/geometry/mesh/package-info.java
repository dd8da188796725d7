// SPDX-License-Identifier: MIT
/**
 * Triangle meshes: in come positions and triangles, out come facts and repairs. Topology (edges, adjacency, components,
 * winding, holes), normals, nearest points, distances, and {@link dev.pixal3d.geometry.mesh.MeshReport}, which says
 * whether a mesh is closed. The two fields a bake reads, attributes and normals, are declared here, so that voxels can
 * provide them without knowing the bake.
 *
 * <p>
 * Begin reading at {@link dev.pixal3d.geometry.mesh.Mesh} and {@link dev.pixal3d.geometry.mesh.Edges}.
 */
@NullMarked
package dev.pixal3d.geometry.mesh;

import org.jspecify.annotations.NullMarked;
