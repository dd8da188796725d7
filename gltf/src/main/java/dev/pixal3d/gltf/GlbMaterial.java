// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.util.Optional;

/**
 * The metallic-roughness material of a file that was read. Textures that appear more than once are the same object.
 *
 * @param baseColorFactor
 *            linear r, g, b, a; multiplies the texture
 * @param alphaCutoff
 *            smallest alpha that {@link AlphaMode#MASK} draws
 */
public record GlbMaterial(String name, float[] baseColorFactor, float metallicFactor, float roughnessFactor,
        Optional<GlbTexture> baseColor, Optional<GlbTexture> metallicRoughness, Optional<GlbTexture> normal,
        float normalScale, Optional<GlbTexture> occlusion, float occlusionStrength, AlphaMode alphaMode,
        float alphaCutoff, boolean doubleSided) {
    /** What glTF prescribes where a primitive names no material. */
    public static final GlbMaterial DEFAULT = new GlbMaterial("", new float[]{1, 1, 1, 1}, 1, 1, Optional.empty(),
            Optional
                    .empty(),
            Optional.empty(), 1, Optional.empty(), 1, AlphaMode.OPAQUE, 0.5f, false);

    /** The same, both sides drawn. */
    public GlbMaterial withDoubleSided() {
        return new GlbMaterial(name, baseColorFactor, metallicFactor, roughnessFactor, baseColor, metallicRoughness,
                normal, normalScale, occlusion, occlusionStrength, alphaMode, alphaCutoff, true);
    }
}
