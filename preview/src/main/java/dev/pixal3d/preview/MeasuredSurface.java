// SPDX-License-Identifier: MIT
package dev.pixal3d.preview;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;
import dev.pixal3d.image.Scaling;
import dev.pixal3d.pipeline.engine.FirstSurface;
import dev.pixal3d.preview.guess.Guess;
import dev.pixal3d.preview.guess.Guesser;

/**
 * A guess whose first surface was measured by a network that does nothing else; thickness stays another
 * guesser's. The measured depths are scaled until the middle of the whole lies in the picture's plane, which is
 * where the engine places objects.
 */
record MeasuredSurface(FirstSurface surface, Guesser behind) implements Guesser {
    private static final int SIZE = 256;
    /** Depths further from the mean than this are the background's, which shimmers through at outlines. */
    private static final float REACH = 0.6f;

    @Override
    public boolean measures() { return true; }

    @Override
    public Guess guess(Plane[] rgb, Plane coverage, double angle, Parallel parallel) {
        Guess rest = behind.guess(rgb, coverage, angle, parallel);
        int n = surface.size();
        Plane depth = new Plane(n, n, surface.depth().clone()), valid = Fields.of(surface.valid(), n);
        Plane known = Scaling.area(PullPush.fill(new Plane[]{depth}, valid)[0], SIZE, SIZE);
        Plane inside = Scaling.area(coverage, SIZE, SIZE), seen = Scaling.area(valid, SIZE, SIZE);
        Plane squared = Scaling.bicubic(rest.half(), SIZE, SIZE), half = new Plane(SIZE, SIZE);
        double depths = 0, halves = 0, weight = 0;
        for (int i = 0; i < SIZE * SIZE; i++) {
            half.values()[i] = (float) Math.sqrt(Math.max(0, squared.values()[i]));
            double w = inside.values()[i] * seen.values()[i];
            depths += w * known.values()[i];
            halves += w * half.values()[i];
            weight += w;
        }
        if (weight == 0) return rest;
        double distance = 0.5 / Math.tan(angle / 2), mean = halves / weight;
        double scale = Math.max(distance - mean, distance / 4) / (depths / weight);
        Plane middle = new Plane(SIZE, SIZE);
        for (int i = 0; i < SIZE * SIZE; i++) {
            double first = distance - scale * known.values()[i];
            middle.values()[i] = (float) Math.clamp(first, mean - REACH, mean + REACH) - half.values()[i];
        }
        return new Guess(middle, squared, inside, Guess.Trust.MEASURED);
    }
}
