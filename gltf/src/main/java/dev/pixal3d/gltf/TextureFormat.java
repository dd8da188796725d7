// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

/**
 * How colour textures are stored. Data textures (metallic-roughness, normal) are never stored lossily: the chroma
 * subsampling of JPEG and lossy WebP mixes metal with roughness (a step 0 to 255 is off by up to 58).
 */
public enum TextureFormat {
    /** Lossless, opens everywhere. */
    PNG,
    /** Base colour as JPEG, or as PNG where alpha is needed; data textures as PNG. Opens everywhere. */
    JPEG,
    /** EXT_texture_webp: base colour lossy, data textures lossless. Not read by Unreal and older tools. */
    WEBP,
    /** As {@link #WEBP}, with a PNG copy of each texture for readers without WebP. */
    WEBP_WITH_FALLBACK
}
