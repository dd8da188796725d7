// SPDX-License-Identifier: MIT
package dev.pixal3d.training.views;

import static dev.pixal3d.training.views.Sample.PIXELS;
import static dev.pixal3d.training.views.Sample.SIZE;

import dev.pixal3d.core.Parallel;
import dev.pixal3d.gltf.GlbModel;
import dev.pixal3d.gltf.render.Renderer;
import dev.pixal3d.gltf.render.Renderer.Layer;
import dev.pixal3d.gltf.render.Renderer.Probe;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws training views: the product's camera, a random side, light, style and field of view; the truth from the first
 * and the last surface behind each pixel. Depths are scaled about the camera until the middle between both, averaged
 * over the outline, is 0: one picture cannot tell how near the object is, and so the engine places it.
 */
public final class ViewRenderer {
    private static final int FINE = 2 * SIZE;
    /** Less of the picture covered is dust. */
    private static final double LEAST = 0.03;

    private ViewRenderer() {}

    /** A random view of a model; empty when it shows too little. */
    public static Optional<Sample> view(GlbModel model, int source, RandomGenerator random, Parallel parallel) {
        double angle = random.nextInt(3) > 0 ? 0.35 : 0.2 + 0.6 * random.nextDouble();
        double azimuth = random.nextInt(4) == 0 ? 360 * random.nextDouble() : -95 + 190 * random.nextDouble();
        double elevation = switch (random.nextInt(6)) {
            case 0 -> -15 + 20 * random.nextDouble();
            case 1 -> 28 + 14 * random.nextDouble();
            default -> 28 * random.nextDouble();
        };
        double roll = random.nextInt(6) == 0 ? 30 * (random.nextDouble() - 0.5) : 0;
        GlbModel posed;
        try {
            posed = Posing.pose(model, azimuth, elevation, roll, angle);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Renderer renderer = new Renderer(posed);
        Probe first = renderer.probe(Posing.camera(angle), FINE, Layer.FIRST, parallel), last = renderer.probe(Posing
                .camera(angle), FINE, Layer.LAST, parallel);
        return sample(first, last, angle, source, Light.random(random));
    }

    private static Optional<Sample> sample(Probe first, Probe last, double angle, int source, Light light) {
        double distance = Posing.distance(angle), sum = 0;
        int seen = 0;
        for (int i = 0; i < FINE * FINE; i++) {
            if (first.triangle()[i] < 0) continue;
            sum += (first.values()[Probe.WIDTH * i + 2] + last.values()[Probe.WIDTH * i + 2]) / 2;
            seen++;
        }
        if (seen < LEAST * FINE * FINE) return Optional.empty();
        double q = distance / (distance - sum / seen);
        Sample out = new Sample((float) angle, source, new byte[4 * PIXELS], new byte[PIXELS], new float[PIXELS],
                new float[PIXELS]);
        float[] lit = new float[3];
        for (int i = 0; i < PIXELS; i++) {
            int n = 0;
            double[] mean = new double[5];
            for (int s = 0; s < 4; s++) {
                int at = (2 * (i / SIZE) + s / 2) * FINE + 2 * (i % SIZE) + s % 2;
                if (first.triangle()[at] < 0) continue;
                n++;
                light.shade(first.values(), Probe.WIDTH * at, lit);
                mean[0] += first.values()[Probe.WIDTH * at + 2];
                mean[1] += last.values()[Probe.WIDTH * at + 2];
                for (int k = 0; k < 3; k++) mean[2 + k] += lit[k];
            }
            out.covered()[i] = (byte) n;
            if (n == 0) continue;
            out.first()[i] = (float) (distance - q * (distance - mean[0] / n));
            out.last()[i] = (float) (distance - q * (distance - mean[1] / n));
            for (int k = 0; k < 3; k++) {
                out.picture()[4 * i + k] = (byte) Math.clamp(Math.round(mean[2 + k] / n), 0, 255);
            }
            out.picture()[4 * i + 3] = (byte) (255 * n / 4);
        }
        light.draw(out);
        return Optional.of(out);
    }
}
