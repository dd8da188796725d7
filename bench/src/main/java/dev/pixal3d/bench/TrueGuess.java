// SPDX-License-Identifier: MIT
package dev.pixal3d.bench;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.Renderer.Layer;
import dev.pixal3d.gltf.render.Renderer.Probe;
import dev.pixal3d.image.Plane;
import dev.pixal3d.image.PullPush;
import dev.pixal3d.preview.guess.Guess;
import dev.pixal3d.preview.guess.Guesser;
import dev.pixal3d.training.views.Posing;

/**
 * The guess that a perfect network would give: first and last depth of the true model, as coarse as a network's answer.
 * What the engine makes of it is the best that any training can reach. It may know only one half and take the other
 * from {@code rest}.
 */
final class TrueGuess implements Guesser {
    /** Pixels a side, as the network has. */
    static final int SIZE = 64;
    private static final int FINE = 2 * SIZE;

    /** What of the truth is known. */
    enum Known {
        BOTH,
        MIDDLE,
        THICKNESS
    }

    private final GlbModel posed;
    private final Known known;
    private final Guesser rest;

    TrueGuess(GlbModel posed, Known known, Guesser rest) {
        this.posed = posed;
        this.known = known;
        this.rest = rest;
    }

    @Override
    public Guess guess(Plane[] rgb, Plane coverage, double angle, Parallel parallel) {
        Renderer renderer = new Renderer(posed);
        Probe first = renderer.probe(Posing.camera(angle), FINE, Layer.FIRST, parallel), last = renderer.probe(Posing
                .camera(angle), FINE, Layer.LAST, parallel);
        Plane[] out = new Plane[3];
        for (int k = 0; k < out.length; k++) out[k] = new Plane(SIZE, SIZE);
        double sum = 0;
        int seen = 0;
        for (int i = 0; i < FINE * FINE; i++) {
            if (first.triangle()[i] < 0) continue;
            int to = i / FINE / 2 * SIZE + i % FINE / 2, at = Probe.WIDTH * i;
            float a = first.values()[at + 2], b = last.values()[at + 2];
            out[0].values()[to] += (a + b) / 2;
            out[1].values()[to] += (a - b) / 2;
            out[2].values()[to] += 0.25f;
            sum += (a + b) / 2;
            seen++;
        }
        double distance = Posing.distance(angle), q = seen == 0 ? 1 : distance / (distance - sum / seen);
        for (int i = 0; i < SIZE * SIZE; i++) {
            float n = 4 * out[2].values()[i];
            if (n == 0) continue;
            for (int k = 0; k < 2; k++) out[k].values()[i] /= n;
            out[0].values()[i] = (float) (distance - q * (distance - out[0].values()[i]));
            float half = (float) q * out[1].values()[i];
            out[1].values()[i] = half * half;
        }
        Plane[] whole = PullPush.fill(new Plane[]{out[0], out[1]}, out[2]);
        Guess truth = new Guess(whole[0], whole[1], out[2], Guess.Trust.KNOWN);
        if (known == Known.BOTH) return truth;
        Guess other = rest.guess(rgb, coverage, angle, parallel);
        return known == Known.MIDDLE
                ? new Guess(truth.middle(), other.half(), out[2], other.trust())
                : new Guess(other.middle(), truth.half(), out[2], Guess.Trust.KNOWN);
    }
}
