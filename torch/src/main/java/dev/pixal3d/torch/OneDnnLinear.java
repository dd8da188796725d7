// SPDX-License-Identifier: MIT
package dev.pixal3d.torch;

import org.jspecify.annotations.Nullable;

/**
 * x W^T + b. In F32 on the CPU libtorch hands this to OpenBLAS, whose threads spin against libtorch's own: 512 x 64 x
 * 64 takes 14 to 25 ms on a busy machine with 2 cores, where oneDNN, on libtorch's threads, takes 0.14 ms; from 1024 x
 * 1536 x 1536 on both are equal. So F32 goes to oneDNN where libtorch was built with it. (All other types on the CPU
 * already do, as do convolutions.)
 */
final class OneDnnLinear {
    private static final String ONE_DNN = "mkldnn::_linear_pointwise";

    private static final class Available {
        private static final boolean ONE_DNN_LINEAR = works();

        private static boolean works() {
            try (TensorScope _ = TensorScope.open()) {
                Tensor one = Tensor.zeros(Dtype.F32, Device.CPU, 1, 1);
                return oneDnn(one, one, null).numel() == 1;
            } catch (TorchException _) {
                return false;
            }
        }
    }

    private OneDnnLinear() {}

    static Tensor apply(Tensor x, Tensor weight, @Nullable Tensor bias) {
        boolean direct = x.device().isCpu() && x.dtype() == Dtype.F32 && weight.dtype() == Dtype.F32 && x.rank() > 1
                && weight.rank() == 2 && x.numel() > 0 && weight.numel() > 0 && x.size(-1) == weight.size(1)
                && weight.isContiguous() && Available.ONE_DNN_LINEAR;
        if (!direct) return Tensor.call("linear", "", x, weight, bias);
        return oneDnn(x, weight, bias);
    }

    private static Tensor oneDnn(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return Tensor.call(ONE_DNN, "", x, weight, bias, "none", new Backend.NoScalars(), null);
    }
}
