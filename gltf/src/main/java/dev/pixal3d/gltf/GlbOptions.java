// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.util.Map;

/**
 * How a GLB is written.
 *
 * @param extras
 *            goes to {@code asset.extras}: strings, numbers, booleans, lists and maps of them, in the map's order
 */
public record GlbOptions(TextureFormat textureFormat, GeometryCompression compression, Front front,
        Map<String, Object> extras) {
    /** PNG textures, float geometry, front along +Z, no extras: what every reader opens. */
    public static final GlbOptions DEFAULT = new GlbOptions(TextureFormat.PNG, GeometryCompression.NONE, Front.GLTF,
            Map.of());

    public GlbOptions withTextureFormat(TextureFormat value) {
        return new GlbOptions(value, compression, front, extras);
    }

    public GlbOptions withCompression(GeometryCompression value) {
        return new GlbOptions(textureFormat, value, front, extras);
    }

    public GlbOptions withFront(Front value) { return new GlbOptions(textureFormat, compression, value, extras); }

    public GlbOptions withExtras(Map<String, Object> value) {
        return new GlbOptions(textureFormat, compression, front, value);
    }
}
