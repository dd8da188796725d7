// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.TextureFormat;

/**
 * How a model is written. Each format honours what it can.
 *
 * @param textures
 *            of a GLB; the others hold PNG
 * @param compression
 *            of a GLB
 * @param front
 *            where the pictured side looks, in all formats
 * @param height
 *            of an STL model in millimetres, more than 0
 */
public record WriteSettings(TextureFormat textures, GeometryCompression compression, Front front, double height) {
    /** Height of an STL model for which none was asked. */
    public static final double HEIGHT = 100;
}
