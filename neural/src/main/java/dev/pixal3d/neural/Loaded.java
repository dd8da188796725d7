// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.torch.Weights;

/**
 * A network with the weights it reads; closing frees the weights, after which the network must not be used.
 */
record Loaded<T>(T network, Weights weights) implements AutoCloseable {
    @Override
    public void close() { weights.close(); }
}
