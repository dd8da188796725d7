// SPDX-License-Identifier: MIT
package dev.pixal3d.gltf;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How a file's coordinates come from those of the O-Voxel frame, after its front was turned: scaled about the origin,
 * then moved.
 */
public record Placement(double scale, double x, double y, double z) {
    /** Nothing moves. */
    public static final Placement IDENTITY = new Placement(1, 0, 0, 0);

    /**
     * Of a model.
     *
     * @param box
     *            of its turned positions
     * @param height
     *            that it gets, in metres; empty to keep its size
     */
    public static Placement of(Bounds box, Pivot pivot, OptionalDouble height) {
        double extent = (double) box.high()[1] - box.low()[1];
        // a flat model has no height to scale
        double scale = height.isPresent() && extent > 0 ? height.getAsDouble() / extent : 1;
        if (pivot == Pivot.ORIGIN) return new Placement(scale, 0, 0, 0);
        double y = pivot == Pivot.BOTTOM ? box.low()[1] : middle(box, 1);
        return new Placement(scale, -scale * middle(box, 0), -scale * y, -scale * middle(box, 2));
    }

    private static double middle(Bounds box, int axis) { return ((double) box.low()[axis] + box.high()[axis]) / 2; }

    public boolean isIdentity() { return equals(IDENTITY); }

    /** The positions in the file. */
    public float[] apply(float[] positions) {
        if (isIdentity()) return positions;
        float[] placed = new float[positions.length];
        for (int i = 0; i < placed.length; i += 3) {
            placed[i] = (float) (scale * positions[i] + x);
            placed[i + 1] = (float) (scale * positions[i + 1] + y);
            placed[i + 2] = (float) (scale * positions[i + 2] + z);
        }
        return placed;
    }

    /** For a manifest, so that a reader finds the input camera again. */
    public Map<String, Object> facts() {
        // Map.of has another order in each process, and these go into files that are the same for the same seed
        return new TreeMap<>(Map.of("scale", scale, "translation", List.of(x, y, z)));
    }
}
