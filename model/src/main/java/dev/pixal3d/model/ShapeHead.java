// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;

/**
 * The shape decoder's seven channels as a dual grid, in plain arrays.
 *
 * <p>
 * Reference: TRELLIS.2 {@code FlexiDualGridVaeDecoder.forward}.
 *
 * @param dual
 *            dual vertex relative to the voxel in [-margin, 1 + margin], length 3M
 * @param crossed
 *            bit a: the voxel's edge along axis a is crossed, length M
 * @param splitWeight
 *            positive, length M
 */
public record ShapeHead(float[] dual, byte[] crossed, float[] splitWeight) {
    /**
     * Reads decoded features [M, 7].
     *
     * @param margin
     *            how far a dual vertex may lie outside of its voxel
     */
    public static ShapeHead of(Tensor feats, double margin) {
        try (TensorScope _ = TensorScope.open()) {
            float[] dual = feats.narrow(1, 0, 3).sigmoid().mul(1 + 2 * margin).sub(margin).contiguous().to(Device.CPU)
                    .floats();
            float[] flags = feats.narrow(1, 3, 3).contiguous().to(Device.CPU).floats();
            float[] weight = Nn.softplus(feats.narrow(1, 6, 1)).contiguous().to(Device.CPU).floats();
            byte[] crossed = new byte[weight.length];
            for (int i = 0; i < flags.length; i++) if (flags[i] > 0) crossed[i / 3] |= (byte) (1 << i % 3);
            return new ShapeHead(dual, crossed, weight);
        }
    }
}
