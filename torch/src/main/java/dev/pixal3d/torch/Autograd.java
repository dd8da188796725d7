// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import java.util.List;

/**
 * Gradients and the AdamW step (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019), inside
 * {@link TensorScope#openTraining}. Not thread-safe.
 */
public final class Autograd {
    private Autograd() {}

    /**
     * A trained copy of values; gradients flow to it. It belongs to the innermost scope.
     */
    public static Tensor parameter(float[] values, long... shape) {
        Tensor tensor = Tensor.of(values, shape);
        TorchRuntime.backend().requireGradient(tensor.handle());
        return tensor;
    }

    /** The same values cut off from what made them. */
    public static Tensor detached(Tensor tensor) {
        return Tensor.call("detach", "", tensor);
    }

    /** Adds the gradients of a scalar to the parameters it came from. */
    public static void backward(Tensor loss) {
        TorchRuntime.backend().backward(loss.handle());
    }

    /** Runs without recording. */
    public static void unrecorded(Runnable body) {
        try (Backend.Guard _ = TorchRuntime.backend().noGradients()) {
            body.run();
        }
    }

    /**
     * What the optimiser remembers of the parameters, in their order.
     *
     * @param mean
     *            running mean of the gradients
     * @param square
     *            running mean of their squares
     * @param steps
     *            number of steps taken, a scalar each
     */
    public record Moments(List<Tensor> mean, List<Tensor> square, List<Tensor> steps) {}

    /**
     * One AdamW step with betas 0.9 and 0.99; afterwards the gradients are zero again. A gradient longer than
     * {@code longest}, over all parameters together, is shortened to it.
     */
    public static void step(List<Tensor> parameters, Moments moments, double rate, double decay, double longest) {
        Tensor[] all = parameters.toArray(Tensor[]::new);
        unrecorded(() -> {
            try (TensorScope _ = TensorScope.open()) {
                Tensor[] gradients = parameters.stream().map(p -> Tensor.adopt(TorchRuntime.backend().gradient(p
                        .handle()))).toArray(Tensor[]::new);
                double sum = 0;
                for (Tensor g : gradients) sum += g.square().sum().item();
                double norm = Math.sqrt(sum);
                if (!Double.isFinite(norm)) {
                    for (Tensor g : gradients) g.inPlace("zero_", "", g);
                    return;
                }
                if (norm > longest) for (Tensor g : gradients) g.mulInPlace(longest / norm);
                for (Tensor count : moments.steps())
                    count.inPlace("add_", "Scalar", count, new Backend.Scalar(1.0),
                            new Backend.Scalar(1L));
                Tensor.callAll("_fused_adamw_", "", all, gradients, moments.mean().toArray(Tensor[]::new), moments
                        .square().toArray(Tensor[]::new), new Tensor[0], moments.steps().toArray(Tensor[]::new), rate,
                        0.9, 0.99, decay, 1e-8, false, false, null, null);
                for (Tensor g : gradients) g.inPlace("zero_", "", g);
            }
        });
    }
}
