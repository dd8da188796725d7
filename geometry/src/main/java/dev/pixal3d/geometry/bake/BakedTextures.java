// SPDX-License-Identifier: MIT
package dev.pixal3d.geometry.bake;

import dev.pixal3d.geometry.unwrap.UnwrappedMesh;

/**
 * Textures in the layout of an {@link UnwrappedMesh}, every texel filled. Rows from the top.
 *
 * @param size
 *            texels along a side
 * @param baseColorRgba
 *            base colour (sRGB as the attributes hold it) and alpha, length 4 size^2
 * @param metallicRoughness
 *            R occlusion (255 when none was baked), G roughness, B metallic as glTF packs them, length 3 size^2
 * @param coverage
 *            per texel 2 when its centre lies in a chart, 1 when a chart touches it, 0 for background
 */
public record BakedTextures(int size, byte[] baseColorRgba, byte[] metallicRoughness, byte[] coverage) {
    /** The same with an occlusion map (one byte a texel) in R of the second texture. */
    public BakedTextures withOcclusion(byte[] occlusion) {
        byte[] orm = metallicRoughness.clone();
        for (int i = 0; i < occlusion.length; i++) orm[3 * i] = occlusion[i];
        return new BakedTextures(size, baseColorRgba, orm, coverage);
    }
}
