// SPDX-License-Identifier: MIT
package dev.pixal3d.e2e;

import dev.pixal3d.image.RgbaImage;

/**
 * How alike two pictures of a model are.
 *
 * @param overlap
 *            of the two silhouettes: area in both / area in one or the other; a pixel counts from alpha 128
 * @param difference
 *            mean of |r|, |g|, |b| differences on white, 0 to 255, over the pixels that either silhouette covers
 */
record Agreement(double overlap, double difference) {
    /** Compares a picture of ours with pixels whose colour is multiplied by alpha. */
    static Agreement of(RgbaImage ours, byte[] theirs) {
        byte[] mine = ours.pixels();
        long both = 0, either = 0;
        double sum = 0;
        for (int i = 0; i < mine.length; i += 4) {
            int a = mine[i + 3] & 0xff, b = theirs[i + 3] & 0xff;
            if (a >= 128 && b >= 128) both++;
            if (a < 128 && b < 128) continue;
            either++;
            for (int k = 0; k < 3; k++) {
                double x = (mine[i + k] & 0xff) * a / 255.0 + 255 - a, y = (theirs[i + k] & 0xff) + 255 - b;
                sum += Math.abs(x - y) / 3;
            }
        }
        return new Agreement((double) both / either, sum / either);
    }
}
