// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

/** Whether an accelerator computes what the CPU does: a small network, in F32 and in bf16. */
final class SelfCheck {
    private static final int SIDE = 64;
    private static final double F32_TOLERANCE = 1e-3;
    private static final double BF16_TOLERANCE = 0.1;

    private SelfCheck() {}

    static boolean passes(Device device) {
        try (TensorScope _ = TensorScope.open(); Noise noise = new Noise(1)) {
            Tensor x = noise.next(1, SIDE, SIDE);
            Tensor weight = noise.next(SIDE, SIDE).div(Math.sqrt(SIDE));
            float[] expected = network(x, weight).floats();
            return agrees(x, weight, device, Dtype.F32, expected, F32_TOLERANCE)
                    && agrees(x, weight, device, Dtype.BF16, expected, BF16_TOLERANCE);
        } catch (TorchException e) {
            return false;
        }
    }

    private static boolean agrees(Tensor x, Tensor weight, Device device, Dtype type, float[] expected,
            double tolerance) {
        Tensor there = network(x.to(device, type), weight.to(device, type));
        return near(there.to(Device.CPU, Dtype.F32).floats(), expected, tolerance);
    }

    private static Tensor network(Tensor x, Tensor weight) {
        Tensor hidden = Nn.layerNorm(Nn.silu(Nn.linear(x, weight)), 1e-5);
        return Nn.linear(Attention.of(hidden.unsqueeze(1), hidden.unsqueeze(1), hidden.unsqueeze(1)), weight);
    }

    /** Whether no value is farther away than that; NaN is. */
    static boolean near(float[] actual, float[] expected, double tolerance) {
        if (actual.length != expected.length) return false;
        for (int i = 0; i < actual.length; i++) { if (!(Math.abs(actual[i] - expected[i]) <= tolerance)) return false; }
        return true;
    }
}
