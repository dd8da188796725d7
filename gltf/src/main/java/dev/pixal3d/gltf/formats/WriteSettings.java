// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf.formats;

import dev.pixal3d.gltf.Bounds;
import dev.pixal3d.gltf.Front;
import dev.pixal3d.gltf.GeometryCompression;
import dev.pixal3d.gltf.Pivot;
import dev.pixal3d.gltf.Placement;
import dev.pixal3d.gltf.TextureFormat;
import java.util.OptionalDouble;

/**
 * How a model is written. Each format honours what it can.
 *
 * @param textures
 *            of a GLB; the others hold PNG
 * @param compression
 *            of a GLB
 * @param front
 *            where the pictured side looks, in all formats
 * @param pivot
 *            where the origin is, in all formats but those for printing, which stand on their plate
 * @param height
 *            in metres, more than 0; empty to keep the model's size
 */
public record WriteSettings(TextureFormat textures, GeometryCompression compression, Front front, Pivot pivot,
        OptionalDouble height) {
    /** Metres that a model for printing is high when nobody asked for a height. */
    public static final double PRINTED_HEIGHT = 0.1;

    /** The model's own size and origin. */
    public WriteSettings(TextureFormat textures, GeometryCompression compression, Front front) {
        this(textures, compression, front, Pivot.ORIGIN, OptionalDouble.empty());
    }

    /** The height of a model for printing in millimetres. */
    public double millimetres() {
        return 1000 * height.orElse(PRINTED_HEIGHT);
    }

    /**
     * Where a model goes in formats that are not for printing.
     *
     * @param turned
     *            its positions after {@link #front} turned them
     */
    public Placement placement(float[] turned) { return Placement.of(Bounds.of(turned, 3), pivot, height); }
}
