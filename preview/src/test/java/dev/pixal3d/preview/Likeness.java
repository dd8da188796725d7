// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.geometry.mesh.AttributeField;
import dev.pixal3d.geometry.mesh.Mesh;

/**
 * How like the picture a model is from the picture's camera.
 *
 * @param overlap
 *            intersection over union of the silhouettes
 * @param decibels
 *            peak signal-to-noise ratio of the colours where the picture is opaque
 */
record Likeness(double overlap, double decibels) {
    static Likeness of(Mesh mesh, AttributeField colour, Cutout cutout, double distance) {
        int n = cutout.alpha().width();
        Raster seen = Raster.of(mesh, colour, distance, 0, n, false);
        int both = 0;
        int any = 0;
        double error = 0;
        int samples = 0;
        for (int i = 0; i < n * n; i++) {
            boolean covered = seen.covers(i);
            boolean object = cutout.alpha().values()[i] >= 0.5f;
            if (covered && object) both++;
            if (covered || object) any++;
            if (!covered || cutout.alpha().values()[i] <= 0.98f) continue;
            for (int c = 0; c < 3; c++) {
                double d = seen.rgb()[3 * i + c] - cutout.rgb()[c].values()[i];
                error += d * d;
                samples++;
            }
        }
        return new Likeness(both / (double) any, -10 * Math.log10(error / Math.max(1, samples) + 1e-12));
    }
}
