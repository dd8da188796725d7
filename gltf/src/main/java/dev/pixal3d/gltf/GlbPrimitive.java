// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.geometry.mesh.TexturedMesh;

/**
 * A part of a model with one material.
 *
 * @param mesh
 *            in the frame of the scene (node transforms applied); normals are computed per face where the file has
 *            none, texture coordinates are empty where the file has none
 */
public record GlbPrimitive(TexturedMesh mesh, GlbMaterial material) {}
