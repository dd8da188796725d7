// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.pipeline.request.Sampling;
import dev.pixal3d.model.ConfigJson;
import dev.pixal3d.model.ModelException;
import dev.pixal3d.model.SamplerSettings;
import java.util.List;

/**
 * What {@code pipeline.json} says beside file names: how samplers guide, and how latents are normalised.
 *
 * @param name
 *            of the file, for messages
 */
record PipelineJson(String name, ConfigJson json) {
    /** Reads everything once, so that mistakes show before a run. */
    void check() {
        Sampling any = new Sampling(1, 0, 1, 1);
        for (String sampler : List.of("sparse_structure_sampler", "shape_slat_sampler", "tex_slat_sampler")) {
            settings(sampler, any);
        }
        normalisation("shape_slat_normalization");
        normalisation("tex_slat_normalization");
    }

    /** A sampler's fixed settings with what the request asks for. */
    SamplerSettings settings(String key, Sampling asked) {
        ConfigJson sampler = json.child(key);
        List<Double> interval = sampler.child("params").numbers("guidance_interval", List.of(0.0, 1.0));
        if (interval.size() != 2) {
            throw new ModelException(name + ": \"" + key + "\" has no guidance interval of two numbers (got "
                    + interval + "). Download the file again.");
        }
        double sigma = sampler.has("args") ? sampler.child("args").number("sigma_min", 1e-5) : 1e-5;
        return new SamplerSettings(asked.steps(), asked.rescaleT(), asked.guidanceStrength(), asked.guidanceRescale(),
                interval.getFirst(), interval.getLast(), sigma);
    }

    Normalisation normalisation(String key) {
        ConfigJson values = json.child(key);
        Normalisation normalisation = new Normalisation(values.numbers("mean", List.of()),
                values.numbers("std", List.of()));
        if (normalisation.mean().isEmpty() || normalisation.mean().size() != normalisation.deviation().size()) {
            throw new ModelException(name + ": \"" + key + "\" lacks mean and std of equal length. "
                    + "Download the file again.");
        }
        return normalisation;
    }
}
