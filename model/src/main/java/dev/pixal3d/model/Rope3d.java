// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Nn;
import dev.pixal3d.torch.Tensor;

/**
 * Rotary position embedding of 3-D grid coordinates: a third of a head's channel pairs turns with x, a third with y, a
 * third with z; pairs left over stay as they are.
 *
 * <p>
 * Reference: TRELLIS.2 {@code modules/attention/rope.py}; Su et al., "RoFormer" (2021).
 *
 * @param cos
 *            [N, d/2], F32
 * @param sin
 *            [N, d/2], F32
 */
record Rope3d(Tensor cos, Tensor sin) {
    /**
     * Tables for tokens at integer coordinates.
     *
     * @param coords
     *            xyz of each token, length 3N
     * @param headChannels
     *            channels d of a head
     * @param low
     *            first frequency
     * @param high
     *            base of the falling frequencies
     */
    static Rope3d of(int[] coords, int headChannels, double low, double high, Device device) {
        int pairs = headChannels / 2;
        int perAxis = pairs / 3;
        int n = coords.length / 3;
        float[] phases = new float[n * pairs];
        float[] frequency = new float[perAxis];
        for (int m = 0; m < perAxis; m++) frequency[m] = (float) (low / Math.pow(high, (float) m / perAxis));
        for (int i = 0; i < n; i++) {
            for (int axis = 0; axis < 3; axis++) {
                for (int m = 0; m < perAxis; m++) {
                    phases[i * pairs + axis * perAxis + m] = coords[3 * i + axis] * frequency[m];
                }
            }
        }
        Tensor table = Tensor.of(phases, n, pairs);
        return new Rope3d(table.cos().to(device, Dtype.F32), table.sin().to(device, Dtype.F32));
    }

    /** Turns queries or keys [1, H, count, d] of {@code count} tokens from token {@code from} on. */
    Tensor turn(Tensor heads, long from, long count) {
        return Nn.rotatePairs(heads, cos.narrow(0, from, count), sin.narrow(0, from, count));
    }
}
