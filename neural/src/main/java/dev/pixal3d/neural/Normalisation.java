// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Tensor;
import java.util.List;

/**
 * Mean and deviation of each channel of a structured latent.
 */
record Normalisation(List<Double> mean, List<Double> deviation) {
    /** From the sampler's space to the decoder's: [N, C]. */
    Tensor restore(Tensor sample) {
        return sample.mul(row(deviation, sample.device())).add(row(mean, sample.device()));
    }

    /** From the decoder's space to the sampler's: [N, C]. */
    Tensor normalise(Tensor latent) {
        return latent.sub(row(mean, latent.device())).div(row(deviation, latent.device()));
    }

    private static Tensor row(List<Double> values, Device device) {
        float[] row = new float[values.size()];
        for (int i = 0; i < row.length; i++) row[i] = values.get(i).floatValue();
        return Tensor.of(row, 1, row.length).to(device);
    }
}
