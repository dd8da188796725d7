// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.Weights;
import java.util.Optional;

/** A linear layer: x W^T + b over the last dimension. */
record Linear(Tensor weight, Optional<Tensor> bias) {
    /** The layer {@code name.weight} [out, in] and {@code name.bias} [out]. */
    static Linear of(Weights weights, String name, Dtype dtype, long out, long in) {
        return new Linear(weights.as(dtype).get(name + ".weight", out, in),
                Optional.of(weights.as(dtype).get(name + ".bias", out)));
    }

    /** The layer {@code name.weight} [out, in] without bias. */
    static Linear withoutBias(Weights weights, String name, Dtype dtype, long out, long in) {
        return new Linear(weights.as(dtype).get(name + ".weight", out, in), Optional.empty());
    }

    Tensor apply(Tensor x) { return Nn.linear(x, weight, bias); }
}
