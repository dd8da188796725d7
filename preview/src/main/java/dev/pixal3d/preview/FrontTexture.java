// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.image.Morphology;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;

/**
 * The picture's colours extended beyond the object: only pixels that are surely object count, so that the old
 * background mixed into the outline's pixels is gone, and the rest grows out of them.
 */
final class FrontTexture {
    private FrontTexture() {}

    static Plane[] of(Cutout cutout) {
        int n = cutout.alpha().width();
        float[] alpha = cutout.alpha().values();
        Plane sure = new Plane(n, n);
        for (int i = 0; i < alpha.length; i++) sure.values()[i] = Math.clamp((alpha[i] - 0.9f) / 0.1f, 0f, 1f);
        Plane weight = Morphology.erodeSquare(sure, 1);
        float[] near = Morphology.dilateSquare(weight, 2).values();
        for (int i = 0; i < alpha.length; i++) {
            boolean thin = near[i] < 0.5f && alpha[i] > 0.5f;
            if (thin) weight.values()[i] = Math.clamp((alpha[i] - 0.5f) / 0.5f, 0f, 1f);
        }
        float most = 0;
        for (float w : weight.values()) most = Math.max(most, w);
        return PullPush.fill(cutout.rgb(), most > 0 ? weight : cutout.alpha());
    }
}
