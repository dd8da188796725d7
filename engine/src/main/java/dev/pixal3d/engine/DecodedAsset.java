// SPDX-License-Identifier: MIT
package dev.pixal3d.engine;

import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.voxel.OVoxel;
import dev.pixal3d.image.RgbaImage;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What an engine decodes a picture to and the export starts from: an O-Voxel volume with PBR attributes, the camera and
 * where it came from. Every engine makes this type, so that what follows is the same for all.
 *
 * @param voxels
 *            gives the volume; an engine that computes it only on demand does so at the first call and keeps it
 * @param closedSurface
 *            the same surface as a mesh, when the engine knows one; spares the export the hull
 * @param attributes
 *            PBR attributes at any point; at least as detailed as the volume's own
 * @param camera
 *            the picture's camera, when known
 * @param prepared
 *            the picture as that camera sees it: square, its background transparent, when the engine keeps it
 * @param provenance
 *            engine, parameters and findings, as JSON values; ends up in {@code asset.extras}
 */
public record DecodedAsset(Supplier<OVoxel> voxels, Optional<ClosedSurface> closedSurface, AttributeField attributes,
        Optional<Camera> camera, Optional<RgbaImage> prepared, Map<String, Object> provenance) {}
