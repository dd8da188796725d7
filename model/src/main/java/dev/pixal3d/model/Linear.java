// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.Optional;

/** A linear layer: x W^T + b over the last dimension. */
record Linear(Matrix weight, Optional<Tensor> bias) {
    /** The layer {@code name.weight} [out, in] and {@code name.bias} [out]. */
    static Linear of(Weights weights, String name, Dtype dtype, long out, long in) {
        return of(weights, name, dtype, FlowWeights.WHOLE::matrix, out, in);
    }

    /** The same, its weight kept in another way; the bias says on which device it is used. */
    static Linear of(Weights weights, String name, Dtype dtype, Matrix.Source kept, long out, long in) {
        Tensor bias = weights.as(dtype).get(name + ".bias", out);
        return new Linear(kept.matrix(weights, bias.device(), name + ".weight", dtype, out, in), Optional.of(bias));
    }

    /** The layer {@code name.weight} [out, in] without bias. */
    static Linear withoutBias(Weights weights, String name, Dtype dtype, long out, long in) {
        return new Linear(new Matrix.Whole(weights.as(dtype).get(name + ".weight", out, in)), Optional.empty());
    }

    Tensor apply(Tensor x) { return TensorScope.run(() -> Nn.linear(x, weight.tensor(), bias)); }

    /** The same layer, its weight made ready once for several uses; for the innermost scope. */
    Linear ready() {
        return new Linear(new Matrix.Whole(weight.tensor()), bias);
    }

    Device device() { return weight.device(); }
}
