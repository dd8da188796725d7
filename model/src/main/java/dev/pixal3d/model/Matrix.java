// SPDX-License-Identifier: MIT
package dev.pixal3d.model;

import dev.pixal3d.torch.Device;
import dev.pixal3d.torch.Dtype;
import dev.pixal3d.torch.Tensor;
import dev.pixal3d.torch.TensorScope;
import dev.pixal3d.torch.Weights;
import java.util.List;

/**
 * A linear layer's weight, [out, in], as it is kept.
 *
 * <p>
 * Integers are dequantised to the layer's type once for the passes of a step: of 8192 x 1536 in bf16 that takes 62 ms
 * of a CPU's time, the product with 4,096 rows 550 ms. Integers inside the product were not tried: activations of these
 * networks have outliers that need a calibration, and there are no pictures to calibrate with.
 *
 * <p>
 * Rejected: floats of 8 bits (E4M3, one scale for each output channel), which take as much and are farther off: with
 * the recordings of the structured latents' flows the velocities' largest error is 0.087 where integers' is 0.021,
 * their root mean square 0.025 where integers' is 0.006. A card that multiplies such floats wants the activations in
 * them too.
 */
interface Matrix {
    /** Where layers get their weights from. */
    @FunctionalInterface
    interface Source {
        /** The weight {@code name}, [out, in], for products of a type on a device. */
        Matrix matrix(Weights weights, Device device, String name, Dtype type, long out, long in);
    }

    /** The weight as the product needs it; for the innermost scope. */
    Tensor tensor();

    /** Where the product is computed. */
    Device device();

    /** As it is used. */
    record Whole(Tensor tensor) implements Matrix {
        @Override
        public Device device() { return tensor.device(); }
    }

    /**
     * Integers from -127 to 127, symmetric, with one scale for each output channel.
     *
     * @param values
     *            I8 [out, in]
     * @param scale
     *            F32 [out, 1]
     * @param type
     *            of the product
     */
    record Int8(Tensor values, Tensor scale, Dtype type) implements Matrix {
        private static final double LARGEST = 127;
        /** A row of zeros has this scale. */
        private static final double LEAST_SCALE = 1e-30;

        static Int8 of(Weights weights, String name, Dtype type, long out, long in) {
            List<Tensor> both = TensorScope.runAll(() -> {
                Tensor weight = weights.as(Dtype.F32).read(name, out, in);
                Tensor scale = weight.abs().largest(1).div(LARGEST).clampMin(LEAST_SCALE);
                return List.of(weight.div(scale).round().to(Dtype.I8), scale);
            });
            return new Int8(weights.own(both.getFirst()), weights.own(both.getLast()), type);
        }

        @Override
        public Tensor tensor() { return values.to(type).mulInPlace(scale); }

        @Override
        public Device device() { return values.device(); }
    }

    /**
     * In the machine's memory, copied to the device for each use.
     *
     * @param host
     *            on the CPU, of the product's type
     */
    record Streamed(Tensor host, Device device) implements Matrix {
        @Override
        public Tensor tensor() { return host.to(device); }
    }
}
