// SPDX-License-Identifier: MIT
package dev.pixal3d.neural;

import dev.pixal3d.torch.Tensor;

/**
 * The structured latents of an object. Close it when they are decoded.
 *
 * @param resolution
 *            voxels an axis after decoding
 * @param coords
 *            I32 [N, 4] (batch, x, y, z) on the CPU, each below resolution / 16
 * @param shape
 *            [N, C], not normalised
 * @param texture
 *            [N, C], not normalised
 */
record Latents(int resolution, Tensor coords, Tensor shape, Tensor texture) implements AutoCloseable {
    int tokens() { return Math.toIntExact(coords.size(0)); }

    @Override
    public void close() {
        coords.close();
        shape.close();
        texture.close();
    }
}
