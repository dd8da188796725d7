// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Gaussian;
import dev.pixal3d.image.Plane;

/**
 * The closed solid {@code -sqrt(back) < z < sqrt(front)} over the picture, z counted from the middle of a
 * {@link Projection}. Both planes are squared depths that pass
 * through zero together along the outline with a finite slope, so that the implicit function {@code F = A - z^2} is
 * smooth there and the rim is round.
 */
record ClosedField(Plane front, Plane back) {
    private static final float THINNEST = 0.75f;

    /**
     * Builds the solid from half depths, their reliefs and the outline.
     *
     * @param backShare
     *            of the half depth that lies behind the middle
     */
    static ClosedField of(Silhouette silhouette, Plane half, Plane frontRelief, Plane backRelief, float backShare) {
        return new ClosedField(side(silhouette, half, 1, frontRelief), side(silhouette, half, backShare, backRelief));
    }

    private static Plane side(Silhouette silhouette, Plane half, float share, Plane relief) {
        int m = silhouette.size();
        boolean[] mask = silhouette.mask();
        Plane inside = Fields.of(mask, m);
        Plane squared = new Plane(m, m);
        for (int i = 0; i < mask.length; i++) {
            float h = Math.max(share * half.values()[i] + relief.values()[i], THINNEST / m);
            squared.values()[i] = mask[i] ? h * h : 0;
        }
        Plane around = Gaussian.blurMasked(squared, inside, 1.5, 1e-6);
        Plane out = new Plane(m, m);
        for (int i = 0; i < mask.length; i++) {
            float level = mask[i] ? squared.values()[i] : Math.max(around.values()[i], 1e-7f);
            float t = Math.clamp(silhouette.distance().values()[i] / 2, -50f, 1f);
            out.values()[i] = level * (t < 0 ? 2 * t : 2 * t - t * t);
        }
        return out;
    }

    /** The same solid, made flatter when its front would reach further than {@code depth} towards the camera. */
    ClosedField noDeeperThan(double depth) {
        double most = 0;
        for (float a : front.values()) most = Math.max(most, a);
        if (most <= depth * depth) return this;
        float share = (float) (depth * depth / most);
        return new ClosedField(scaled(front, share), scaled(back, share));
    }

    private static Plane scaled(Plane in, float by) {
        Plane out = new Plane(in.width(), in.height());
        for (int i = 0; i < out.values().length; i++) out.values()[i] = by * in.values()[i];
        return out;
    }

    int size() { return front.width(); }
}
