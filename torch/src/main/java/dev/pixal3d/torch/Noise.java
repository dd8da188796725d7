// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/**
 * Seeded normal noise, the same numbers as PyTorch's default CPU generator gives after {@code torch.manual_seed(seed)}:
 * draws follow each other in one stream, so the order of calls matters. Always drawn in F32 on the CPU (other types
 * differ between PyTorch versions), whatever device the result is moved to, so a seed means the same everywhere.
 */
public final class Noise implements AutoCloseable {
    private final Object generator;

    public Noise(long seed) { generator = TorchRuntime.backend().generator(seed); }

    /** The next draw: F32 on the CPU. */
    public Tensor next(long... shape) {
        return Tensor.adopt(TorchRuntime.backend().randn(generator, shape));
    }

    @Override
    public void close() { TorchRuntime.backend().free(generator); }
}
