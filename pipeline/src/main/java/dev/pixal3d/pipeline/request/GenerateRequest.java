// SPDX-License-Identifier: MIT
package dev.pixal3d.pipeline.request;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A validated request. Made by {@link RequestReader}; ranges and meaning of the values are in {@link Parameters}.
 *
 * @param picture
 *            where the picture comes from (URL, data URI or, on the command line, a path); engines get the decoded
 *            picture beside the request and never open this
 * @param seed
 *            the one asked for, or drawn
 * @param settings
 *            everything else
 */
public record GenerateRequest(String picture, long seed, Settings settings) {
    /**
     * The request that checked values of {@link Parameters#ALL} make.
     *
     * @param seeds
     *            draws the seed when there is none among them
     */
    public static GenerateRequest of(Settings settings, RandomGenerator seeds) {
        long seed = settings.find(Parameters.SEED).orElseGet(() -> (long) seeds.nextInt(Integer.MAX_VALUE));
        return new GenerateRequest(settings.get(Parameters.PICTURE), seed, settings);
    }

    /** What a model of this picture is called. */
    public String name() { return PictureName.of(picture); }

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
        return new GenerateRequest(picture, seed, settings.with(parameter, value));
    }

    /** Settings of one stage's sampler. */
    public Sampling sampling(Parameters.Sampler stage) {
        return new Sampling(get(stage.guidanceStrength()), get(stage.guidanceRescale()), get(stage.steps()),
                get(stage.rescaleT()));
    }
}
