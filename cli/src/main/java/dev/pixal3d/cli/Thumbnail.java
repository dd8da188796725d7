// SPDX-License-Identifier: MIT
package dev.pixal3d.cli;

import dev.pixal3d.image.Resampler;
import dev.pixal3d.image.RgbaImage;

/** A small copy of a picture. */
final class Thumbnail {
    private Thumbnail() {}

    /** At most {@code side} pixels wide and high. */
    static RgbaImage of(RgbaImage image, int side) {
        double scale = Math.min(1, (double) side / Math.max(image.width(), image.height()));
        return Resampler.rgba(image, Math.max(1, (int) (image.width() * scale)),
                Math.max(1, (int) (image.height() * scale)),
                Resampler.Filter.LANCZOS);
    }
}
