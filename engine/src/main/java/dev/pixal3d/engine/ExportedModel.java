// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.geometry.mesh.Mesh;
import dev.pixal3d.geometry.mesh.TexturedMesh;
import dev.pixal3d.gltf.Material;
import java.util.Map;

/**
 * A decoded asset as a textured low-polygon mesh, before it becomes a file.
 *
 * @param mesh
 *            vertices split at chart borders
 * @param solid
 *            the same triangles with vertices joined: the surface whose closedness counts
 * @param extras
 *            manifest for {@code asset.extras}; the same for the same request
 * @param report
 *            the manifest and what differs between runs, such as timings
 */
public record ExportedModel(TexturedMesh mesh, Mesh solid, Material material, Map<String, Object> extras,
        Map<String, Object> report) {}
