// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A validated request. Made by {@link RequestReader}; ranges and meaning of the values are in {@link Parameters}.
 *
 * @param pictures
 *            where the pictures of the object come from (URL, data URI or, on the command line, a path), its front
 *            first; engines get the decoded pictures beside the request and never open these
 * @param seed
 *            the one asked for, or drawn
 * @param settings
 *            everything else
 */
public record GenerateRequest(List<String> pictures, long seed, Settings settings) {
    /**
     * The request that checked values of {@link Parameters#ALL} make.
     *
     * @param seeds
     *            draws the seed when there is none among them
     */
    public static GenerateRequest of(Settings settings, RandomGenerator seeds) {
        long seed = settings.find(Parameters.SEED).orElseGet(() -> (long) seeds.nextInt(Integer.MAX_VALUE));
        List<String> pictures = settings.find(Parameters.PICTURES)
                .orElseGet(() -> List.of(settings.get(Parameters.PICTURE)));
        return new GenerateRequest(pictures, seed, settings);
    }

    /** What a model of these pictures is called: as the first of them. */
    public String name() {
        return PictureName.of(pictures.getFirst());
    }

    /** From where each of several pictures was taken; empty when there is one, whose camera is estimated. */
    public List<ViewCamera> cameras() {
        if (pictures.size() == 1) return List.of();
        return find(Parameters.CAMERAS)
                .orElseGet(() -> List.<ViewCamera>of(ViewCamera.Side.values()).subList(0, pictures.size()));
    }

    /** A parameter's value; see {@link Settings#get}. */
    public <T> T get(Parameter<T> parameter) {
        return settings.get(parameter);
    }

    /** The value of a parameter that may have none. */
    public <T> Optional<T> find(Parameter<T> parameter) {
        return settings.find(parameter);
    }

    /** The same with another value. */
    public <T> GenerateRequest with(Parameter<T> parameter, T value) {
        return new GenerateRequest(pictures, seed, settings.with(parameter, value));
    }

    /** Settings of one stage's sampler. */
    public Sampling sampling(Parameters.Sampler stage) {
        return new Sampling(get(stage.guidanceStrength()), get(stage.guidanceRescale()), get(stage.steps()),
                get(stage.rescaleT()));
    }
}
