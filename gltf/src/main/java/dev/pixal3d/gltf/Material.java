// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import dev.pixal3d.image.RgbaImage;
import java.util.Optional;

/**
 * The PBR material of an exported mesh. Whether back faces are drawn is a property of the mesh.
 *
 * @param baseColor
 *            sRGB; alpha is used by {@link AlphaMode#MASK} and {@link AlphaMode#BLEND} only
 * @param metallicRoughness
 *            linear: red occlusion (see {@code occlusion}), green roughness, blue metallic
 * @param normal
 *            tangent-space normals, 128 is zero, green points along the bitangent
 * @param occlusion
 *            whether red of {@code metallicRoughness} holds ambient occlusion
 */
public record Material(RgbaImage baseColor, RgbaImage metallicRoughness, Optional<RgbaImage> normal, boolean occlusion,
        AlphaMode alphaMode) {
    /** Opaque, without normal map and occlusion. */
    public static Material opaque(RgbaImage baseColor, RgbaImage metallicRoughness) {
        return new Material(baseColor, metallicRoughness, Optional.empty(), false, AlphaMode.OPAQUE);
    }
}
